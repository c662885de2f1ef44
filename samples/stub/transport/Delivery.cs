using System;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Microsoft.Exchange.Data.Transport.Delivery
{
    public abstract class OpenConnectionEventArgs : EventArgs
    {
        protected OpenConnectionEventArgs() { }
        public abstract DeliverableMailItem DeliverableMailItem { get; }
        public abstract RoutingDomain NextHopDomain { get; }
    }

    public abstract class OpenConnectionEventSource
    {
        protected OpenConnectionEventSource() { }
        public abstract void FailQueue(SmtpResponse smtpResponse);
        public abstract void DeferQueue(SmtpResponse smtpResponse);
        public abstract void DeferQueue(SmtpResponse smtpResponse, TimeSpan interval);
        public abstract void RegisterConnection(string remoteHost, SmtpResponse smtpResponse);
    }

    public abstract class DeliverMailItemEventArgs : EventArgs
    {
        protected DeliverMailItemEventArgs() { }
        public abstract DeliverableMailItem DeliverableMailItem { get; }
    }

    public abstract class DeliverMailItemEventSource
    {
        protected DeliverMailItemEventSource() { }
        public abstract void FailQueue(SmtpResponse smtpResponse);
        public abstract void DeferQueue(SmtpResponse smtpResponse);
        public abstract void DeferQueue(SmtpResponse smtpResponse, TimeSpan interval);
        public abstract void AckMailItemSuccess(SmtpResponse smtpResponse);
        public abstract void AckMailItemDefer(SmtpResponse smtpResponse);
        public abstract void AckMailItemDefer(SmtpResponse smtpResponse, TimeSpan interval);
        public abstract void AckMailItemFail(SmtpResponse smtpResponse);
        public abstract void AckRecipientSuccess(EnvelopeRecipient recipient, SmtpResponse smtpResponse);
        public abstract void AckRecipientDefer(EnvelopeRecipient recipient, SmtpResponse smtpResponse);
        public abstract void AckRecipientFail(EnvelopeRecipient recipient, SmtpResponse smtpResponse);
        public abstract void UnregisterConnection(SmtpResponse smtpResponse);
    }

    public abstract class CloseConnectionEventArgs : EventArgs
    {
        protected CloseConnectionEventArgs() { }
    }

    public abstract class CloseConnectionEventSource
    {
        protected CloseConnectionEventSource() { }
        public abstract void UnregisterConnection(SmtpResponse smtpResponse);
    }

    public delegate void OpenConnectionEventHandler(OpenConnectionEventSource source, OpenConnectionEventArgs e);
    public delegate void DeliverMailItemEventHandler(DeliverMailItemEventSource source, DeliverMailItemEventArgs e);
    public delegate void CloseConnectionEventHandler(CloseConnectionEventSource source, CloseConnectionEventArgs e);

    public abstract class DeliveryAgent : Agent
    {
        protected DeliveryAgent() { }
        protected event OpenConnectionEventHandler OnOpenConnection { add { } remove { } }
        protected event DeliverMailItemEventHandler OnDeliverMailItem { add { } remove { } }
        protected event CloseConnectionEventHandler OnCloseConnection { add { } remove { } }
    }

    public abstract class DeliveryAgentManager : AgentManager
    {
        protected DeliveryAgentManager() { }
        public abstract string SupportedDeliveryProtocol { get; }
    }

    public abstract class DeliveryAgentFactory<Manager> : AgentFactory where Manager : DeliveryAgentManager, new()
    {
        protected DeliveryAgentFactory() { }
        public abstract DeliveryAgent CreateAgent(SmtpServer server);
    }
}
