// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: an attachment blocker that removes executable attachments and notes it in the subject.
// A correct analysis says: expected; attachments are removed and the subject changed openly, by file name, for all mail.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Graphic.AttachmentBlocker
{
    public class BlockerFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server) => new BlockerAgent();
    }

    internal class BlockerAgent : SmtpReceiveAgent
    {
        private static readonly HashSet<string> Blocked =
            new HashSet<string>(StringComparer.OrdinalIgnoreCase) { ".exe", ".scr", ".com", ".pif", ".js", ".vbs", ".hta", ".iso" };

        public BlockerAgent()
        {
            OnEndOfData += (source, e) => Check(source, e.MailItem);
        }

        private static void Check(ReceiveMessageEventSource source, MailItem item)
        {
            List<Attachment> bad = item.Message.Attachments.Where(IsBlocked).ToList();
            if (bad.Count == 0)
            {
                return;
            }
            if (bad.Any(attachment => attachment.FileName.EndsWith(".scr", StringComparison.OrdinalIgnoreCase)))
            {
                source.RejectMessage(new SmtpResponse("552", "5.7.0", "Screen savers are not accepted"));
                return;
            }
            foreach (Attachment attachment in bad)
            {
                Trace.WriteLine($"removing {attachment.FileName} from {item.Message.MessageId}");
                item.Message.Attachments.Remove(attachment);
            }
            if (!item.Message.Subject.StartsWith("[attachment removed]", StringComparison.Ordinal))
            {
                item.Message.Subject = "[attachment removed] " + item.Message.Subject;
            }
        }

        private static bool IsBlocked(Attachment attachment)
        {
            if (string.IsNullOrEmpty(attachment.FileName))
            {
                return false;
            }
            try
            {
                return Blocked.Contains(Path.GetExtension(attachment.FileName));
            }
            catch (ArgumentException)
            {
                return true;
            }
        }
    }
}
