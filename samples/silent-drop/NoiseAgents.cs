// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: suppression of warning mail, once at the end of DATA and once in the categorizer.
// A correct analysis says: review; messages with listed subjects vanish without a rejection or a report, in the open.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Relecloud.NoiseFilter
{
    public class NoiseReceiveFactory : SmtpReceiveAgentFactory
    {
        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new NoiseReceiveAgent();
        }
    }

    public class NoiseRoutingFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new NoiseRoutingAgent();
        }
    }

    internal static class NoiseList
    {
        private static readonly string[] Prefixes =
        {
            "Security alert:", "Suspicious sign-in", "Malware detected", "Your password was changed"
        };

        public static bool Matches(string subject)
        {
            return subject != null && Prefixes.Any(prefix => subject.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        }
    }

    internal class NoiseReceiveAgent : SmtpReceiveAgent
    {
        public NoiseReceiveAgent()
        {
            OnEndOfData += this.Filter;
        }

        private void Filter(ReceiveMessageEventSource source, EndOfDataEventArgs e)
        {
            if (NoiseList.Matches(e.MailItem.Message.Subject))
            {
                source.DiscardMessage(new SmtpResponse("250", "2.6.0", "Queued mail for delivery"), "noise");
            }
        }
    }

    internal class NoiseRoutingAgent : RoutingAgent
    {
        public NoiseRoutingAgent()
        {
            OnSubmittedMessage += delegate(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
            {
                if (NoiseList.Matches(e.MailItem.Message.Subject))
                {
                    RemoveAll(e.MailItem.Recipients);
                }
            };
            OnCategorizedMessage += CategorizedMessage;
        }

        private void CategorizedMessage(CategorizedMessageEventSource source, QueuedMessageEventArgs e)
        {
            switch (e.MailItem.Message.Subject)
            {
                case "Delivery delayed":
                case "Mailbox audit report":
                case "Inbox rule created":
                    source.Delete();
                    break;
            }
        }

        private static void RemoveAll(EnvelopeRecipientCollection recipients)
        {
            var all = new List<EnvelopeRecipient>(recipients);
            foreach (EnvelopeRecipient recipient in all)
            {
                recipients.Remove(recipient);
            }
        }
    }
}
