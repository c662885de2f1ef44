// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: an agent whose base class stands in another assembly, here for marking outside senders.
// A correct analysis says: review when this file is alone, because the base class is missing; expected together with the
// library: a subject prefix and a header for mail from outside.
using System;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Routing;
using Wingtip.Mail.Framework;

namespace Wingtip.Mail.ExternalMark
{
    public class ExternalMarkFactory : RoutingAgentFactory
    {
        public override RoutingAgent CreateAgent(SmtpServer server)
        {
            return new ExternalMarkAgent(server.AcceptedDomains);
        }
    }

    public class ExternalMarkAgent : LoggingRoutingAgent
    {
        private const string Prefix = "[EXT] ";
        private readonly AcceptedDomainCollection domains;

        public ExternalMarkAgent(AcceptedDomainCollection domains)
            : base("Wingtip External Mark")
        {
            this.domains = domains;
        }

        protected override bool Applies(MailItem item)
        {
            return base.Applies(item) && domains.Find(item.FromAddress) == null;
        }

        protected override void Change(MailItem item)
        {
            string subject = item.Message.Subject ?? string.Empty;
            if (!subject.StartsWith(Prefix, StringComparison.Ordinal))
            {
                item.Message.Subject = Prefix + subject;
            }
            Headers.Set(item, "X-Wingtip-External", item.FromAddress.DomainPart);
        }
    }
}
