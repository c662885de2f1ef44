// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: an out-of-office responder for shared mailboxes.
// A correct analysis says: review; it composes and submits new mail to senders, with texts and mailboxes from a configuration
// file; nothing of the original but its subject is used.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Email;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Coho.AutoReply
{
    public class AutoReplyFactory : RoutingAgentFactory
    {
        private readonly ReplyTable table = ReplyTable.FromFile(
            Environment.ExpandEnvironmentVariables(@"%ProgramData%\Coho\AutoReply\replies.txt"));

        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new AutoReplyAgent(server, table);
        }
    }

    public class ReplyTable
    {
        private readonly Dictionary<string, string> replies;

        private ReplyTable(Dictionary<string, string> replies)
        {
            this.replies = replies;
        }

        public static ReplyTable FromFile(string path)
        {
            return new ReplyTable(File.ReadAllLines(path)
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line.Split(new[] { '=' }, 2))
                .Where(parts => parts.Length == 2)
                .ToDictionary(parts => parts[0].Trim().ToLowerInvariant(), parts => parts[1].Trim()));
        }

        public bool TryGet(RoutingAddress mailbox, out string text)
        {
            return replies.TryGetValue(mailbox.ToString().ToLowerInvariant(), out text);
        }
    }

    public class AutoReplyAgent : RoutingAgent
    {
        private static readonly ConcurrentDictionary<string, DateTime> Answered = new ConcurrentDictionary<string, DateTime>();
        private readonly SmtpServer server;
        private readonly ReplyTable table;

        public AutoReplyAgent(SmtpServer server, ReplyTable table)
        {
            this.server = server;
            this.table = table;
            OnResolvedMessage += Resolved;
        }

        private void Resolved(ResolvedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (item.FromAddress == RoutingAddress.NullReversePath || IsAutomatic(item.Message))
            {
                return;
            }
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                string text;
                if (!table.TryGet(recipient.Address, out text))
                {
                    continue;
                }
                string pair = recipient.Address + ">" + item.FromAddress;
                DateTime last;
                if (Answered.TryGetValue(pair, out last) && DateTime.UtcNow - last < TimeSpan.FromDays(1))
                {
                    continue;
                }
                Answered[pair] = DateTime.UtcNow;
                Answer(recipient.Address, item.FromAddress, item.Message.Subject, text);
            }
        }

        private static bool IsAutomatic(EmailMessage message)
        {
            var header = message.RootPart.Headers.FindFirst("Auto-Submitted");
            return header != null && !string.Equals(header.Value, "no", StringComparison.OrdinalIgnoreCase);
        }

        private void Answer(RoutingAddress from, RoutingAddress to, string subject, string text)
        {
            EmailMessage reply = EmailMessage.Create(BodyFormat.Text);
            reply.From = new EmailRecipient(string.Empty, from.ToString());
            reply.To.Add(new EmailRecipient(string.Empty, to.ToString()));
            reply.Subject = "Automatic reply: " + subject;
            using (var writer = new StreamWriter(reply.Body.GetContentWriteStream("utf-8"), Encoding.UTF8))
            {
                writer.WriteLine(text);
            }
            reply.RootPart.Headers.AppendChild(new Microsoft.Exchange.Data.Mime.TextHeader("Auto-Submitted", "auto-replied"));
            server.SubmitMessage(reply);
        }
    }
}
