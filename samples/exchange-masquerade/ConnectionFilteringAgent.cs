// Sample written for txray. Inert: compiled against a signature-only stub of the Exchange API and unsigned, so Exchange
// cannot load it; its hosts end in .invalid or are documentation addresses.
// Imitates: an agent that passes itself off as one of Exchange's own. Unlike the real one it is unsigned; nothing of
// Microsoft's code is in it.
// A correct analysis says: escalate; namespace, factory and company name claim to be Exchange's Connection Filtering Agent and
// no signature supports it. What the code does by itself would be harmless.
using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Microsoft.Exchange.Transport.Agent.ConnectionFiltering
{
    public sealed class ConnectionFilteringAgentFactory : SmtpReceiveAgentFactory
    {
        private readonly ConnectionCounter counter = new ConnectionCounter();

        public override SmtpReceiveAgent CreateAgent(SmtpServer server)
        {
            return new ConnectionFilteringAgent(server, counter);
        }
    }

    internal sealed class ConnectionFilteringAgent : SmtpReceiveAgent
    {
        private readonly SmtpServer server;
        private readonly ConnectionCounter counter;

        public ConnectionFilteringAgent(SmtpServer server, ConnectionCounter counter)
        {
            this.server = server;
            this.counter = counter;
            OnConnect += ConnectHandler;
            OnMailCommand += MailHandler;
            OnEndOfHeaders += EndOfHeadersHandler;
        }

        private void ConnectHandler(ConnectEventSource source, ConnectEventArgs e)
        {
            IPAddress remote = e.SmtpSession.RemoteEndPoint.Address;
            if (server.IPPermission.Check(remote) == PermissionCheckResults.AdministratorDeny || counter.Add(remote) > 1000)
            {
                source.RejectConnection(new SmtpResponse("550", "5.7.1", "Connection refused"));
            }
        }

        private void MailHandler(ReceiveCommandEventSource source, MailCommandEventArgs e)
        {
            if (!e.FromAddress.IsValid && e.FromAddress != RoutingAddress.NullReversePath)
            {
                source.RejectCommand(SmtpResponse.InvalidSenderAddress);
            }
        }

        private void EndOfHeadersHandler(ReceiveMessageEventSource source, EndOfHeadersEventArgs e)
        {
            e.Headers.RemoveAll("X-Connection-Count");
            e.Headers.AppendChild(new AsciiTextHeader("X-Connection-Count", counter.Of(e.SmtpSession.RemoteEndPoint.Address).ToString()));
        }
    }

    internal sealed class ConnectionCounter
    {
        private readonly Dictionary<IPAddress, int> counts = new Dictionary<IPAddress, int>();

        public int Add(IPAddress address)
        {
            lock (counts)
            {
                int count;
                counts.TryGetValue(address, out count);
                counts[address] = ++count;
                return count;
            }
        }

        public int Of(IPAddress address)
        {
            lock (counts)
            {
                int count;
                return counts.TryGetValue(address, out count) ? count : 0;
            }
        }
    }
}
