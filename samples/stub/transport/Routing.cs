using System;
using System.Collections.Generic;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Microsoft.Exchange.Data.Transport.Routing
{
    public abstract class QueuedMessageEventArgs : EventArgs
    {
        internal QueuedMessageEventArgs() { }
        public abstract MailItem MailItem { get; }
    }

    public abstract class QueuedMessageEventSource
    {
        internal QueuedMessageEventSource() { }
        public abstract IEventSourceTracer Tracer { get; }
        public abstract ISystemConditionValueSource SystemConditionValueSource { get; }
        public abstract void Defer(TimeSpan waitTime);
        public abstract void Defer(TimeSpan waitTime, string trackingContext);
        public abstract void Defer(TimeSpan waitTime, SmtpResponse deferReason);
        public abstract void Delete();
        public abstract void Delete(string trackingContext);
        public abstract void Delete(string trackingContext, SmtpResponse response);
        public abstract void Fork(IList<EnvelopeRecipient> recipients);
        public abstract void ExpandRecipients(IList<RecipientExpansionInfo> recipientExpansionInfo);
    }

    public struct RecipientExpansionInfo
    {
        public RecipientExpansionInfo(EnvelopeRecipient removeRecipient, RoutingAddress[] addresses) { throw null; }
        public RecipientExpansionInfo(EnvelopeRecipient removeRecipient, RoutingAddress[] addresses, SmtpResponse smtpResponse) { throw null; }
        public EnvelopeRecipient RemoveRecipient { get { throw null; } }
        public RoutingAddress[] Addresses { get { throw null; } }
        public SmtpResponse SmtpResponse { get { throw null; } }
    }

    public abstract class SubmittedMessageEventSource : QueuedMessageEventSource
    {
        internal SubmittedMessageEventSource() { }
    }

    public abstract class ResolvedMessageEventSource : QueuedMessageEventSource
    {
        internal ResolvedMessageEventSource() { }
        public abstract RoutingOverride GetRoutingOverride(EnvelopeRecipient recipient);
        public abstract void SetRoutingOverride(EnvelopeRecipient recipient, RoutingOverride routingOverride);
        public abstract string GetTlsDomain(EnvelopeRecipient recipient);
        public abstract void SetTlsDomain(EnvelopeRecipient recipient, string domain);
    }

    public abstract class RoutedMessageEventSource : QueuedMessageEventSource
    {
        internal RoutedMessageEventSource() { }
    }

    public abstract class CategorizedMessageEventSource : QueuedMessageEventSource
    {
        internal CategorizedMessageEventSource() { }
    }

    public delegate void SubmittedMessageEventHandler(SubmittedMessageEventSource source, QueuedMessageEventArgs e);
    public delegate void ResolvedMessageEventHandler(ResolvedMessageEventSource source, QueuedMessageEventArgs e);
    public delegate void RoutedMessageEventHandler(RoutedMessageEventSource source, QueuedMessageEventArgs e);
    public delegate void CategorizedMessageEventHandler(CategorizedMessageEventSource source, QueuedMessageEventArgs e);

    public abstract class RoutingAgent : Agent
    {
        protected RoutingAgent() { }
        protected event SubmittedMessageEventHandler OnSubmittedMessage { add { } remove { } }
        protected event ResolvedMessageEventHandler OnResolvedMessage { add { } remove { } }
        protected event RoutedMessageEventHandler OnRoutedMessage { add { } remove { } }
        protected event CategorizedMessageEventHandler OnCategorizedMessage { add { } remove { } }
    }

    public abstract class RoutingAgentFactory : AgentFactory
    {
        protected RoutingAgentFactory() { }
        public abstract RoutingAgent CreateAgent(SmtpServer server);
    }

    public sealed class NoopRoutingAgent : RoutingAgent
    {
        public NoopRoutingAgent() { }
    }
}
