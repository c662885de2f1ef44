using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.Exchange.Data.Mime;
using Microsoft.Exchange.Data.Transport.Smtp;

namespace Microsoft.Exchange.Data.Transport.StoreDriver
{
    public abstract class StoreDriverEventArgs : EventArgs
    {
        internal StoreDriverEventArgs() { }
    }

    public abstract class StoreDriverDeliveryEventArgs : StoreDriverEventArgs
    {
        internal StoreDriverDeliveryEventArgs() { }
        public abstract DeliverableMailItem MailItem { get; }
        public abstract RoutingAddress RecipientAddress { get; }
        public abstract string MessageClass { get; }
        public abstract void AddAgentInfo(string agentName, string eventName, List<KeyValuePair<string, string>> data);
    }

    public abstract class StoreDriverEventSource
    {
        internal StoreDriverEventSource() { }
        public abstract ISystemConditionValueSource SystemConditionValueSource { get; }
        public abstract IEventSourceTracer Tracer { get; }
        public virtual void SetComponentCost(string componentName, long cost) { }
        public abstract void DeleteWithNoDsn(string trackingContext, SmtpResponse response);
    }
}

namespace Microsoft.Exchange.Data.Transport.StoreDriverDelivery
{
    using Microsoft.Exchange.Data.Transport.StoreDriver;

    public abstract class StoreDriverDeliveryAgent : Agent
    {
        protected StoreDriverDeliveryAgent() { }
        protected event InitializedMessageEventHandler OnInitializedMessage { add { } remove { } }
        protected event PromotedMessageEventHandler OnPromotedMessage { add { } remove { } }
        protected event CreatedMessageEventHandler OnCreatedMessage { add { } remove { } }
        protected event DeliveredMessageEventHandler OnDeliveredMessage { add { } remove { } }
        protected event CompletedMessageEventHandler OnCompletedMessage { add { } remove { } }
        public delegate void InitializedMessageEventHandler(StoreDriverEventSource source, StoreDriverDeliveryEventArgs e);
        public delegate void PromotedMessageEventHandler(StoreDriverEventSource source, StoreDriverDeliveryEventArgs e);
        public delegate void CreatedMessageEventHandler(StoreDriverEventSource source, StoreDriverDeliveryEventArgs e);
        public delegate void DeliveredMessageEventHandler(StoreDriverEventSource source, StoreDriverDeliveryEventArgs e);
        public delegate void CompletedMessageEventHandler(StoreDriverEventSource source, StoreDriverDeliveryEventArgs e);
    }

    public abstract class StoreDriverDeliveryAgentFactory : AgentFactory
    {
        protected StoreDriverDeliveryAgentFactory() { }
        public abstract StoreDriverDeliveryAgent CreateAgent(SmtpServer server);
    }
}

namespace Microsoft.Exchange.Data.Transport.Storage
{
    public abstract class StorageAgentFactory : AgentFactory
    {
        protected StorageAgentFactory() { }
    }

    public abstract class StorageEventArgs : EventArgs
    {
        internal StorageEventArgs() { }
        public abstract MailItem MailItem { get; }
    }

    public abstract class StorageEventSource
    {
        internal StorageEventSource() { }
        public abstract void Delete(string sourceContext);
        public abstract void DeleteWithNdr(SmtpResponse response, string sourceContext);
    }
}

namespace Microsoft.Exchange.Data.Transport.Http
{
    public abstract class HttpReceiveAgent : Agent
    {
        protected HttpReceiveAgent() { }
    }

    public abstract class HttpReceiveAgentFactory : AgentFactory
    {
        protected HttpReceiveAgentFactory() { }
        public abstract HttpReceiveAgent CreateAgent();
    }

    public abstract class HttpReceiveEventArgs : EventArgs
    {
        internal HttpReceiveEventArgs() { }
        public SmtpResponse Response { get { throw null; } }
        public MailItem MailItem { get { throw null; } }
        public void Reject(SmtpResponse response) { }
        public void Reject(SmtpResponse response, string context) { }
        public string GetClientHostname() { throw null; }
        public Guid GetTenantId() { throw null; }
    }

    public class HttpEndOfHeadersEventArgs : HttpReceiveEventArgs
    {
        internal HttpEndOfHeadersEventArgs() { }
        public HeaderList Headers { get { throw null; } }
    }
}

namespace Microsoft.Exchange.Data.Transport.HttpSubmission
{
    public abstract class HttpSubmissionAgent : Agent
    {
        protected HttpSubmissionAgent() { }
    }

    public abstract class HttpSubmissionAgentFactory : AgentFactory
    {
        protected HttpSubmissionAgentFactory() { }
        public abstract HttpSubmissionAgent CreateAgent();
    }

    public abstract class HttpSubmissionSource
    {
        protected HttpSubmissionSource() { }
        public abstract ISystemConditionValueSource SystemConditionValueSource { get; }
        public abstract void RejectMessage(HttpStatusCode statusCode, string statusDescription);
    }
}
