using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.Exchange.Data.Mime;

namespace Microsoft.Exchange.Data.Transport.Smtp
{
    public enum AuthenticationSource { Anonymous = 0, Organization = 1, Partner = 2 }
    public enum BodyType { NotSpecified = 0, SevenBit = 1, EightBitMime = 2, BinaryMime = 3 }
    public enum DisconnectReason { QuitVerb = 0, Timeout = 1, SenderDisconnected = 2, TooManyErrors = 3, DroppedSession = 4, Remote = 5, Local = 6, SuppressLogging = 7, None = 8 }
    public enum ParsingStatus { ProtocolError = 0, Error = 1, MoreDataRequired = 2, Complete = 3 }
    public enum SmtpResponseType { Unknown = 0, Success = 1, IntermediateSuccess = 2, TransientError = 3, PermanentError = 4 }

    public struct SmtpResponse : IEquatable<SmtpResponse>
    {
        public SmtpResponse(string statusCode, string enhancedStatusCode, params string[] statusText) { throw null; }
        public static readonly SmtpResponse Empty;
        public static readonly SmtpResponse ConnectionDroppedByAgentError;
        public static readonly SmtpResponse DataTransactionFailed;
        public static readonly SmtpResponse InsufficientResource;
        public static readonly SmtpResponse InvalidAddress;
        public static readonly SmtpResponse InvalidSenderAddress;
        public static readonly SmtpResponse InvalidContent;
        public static readonly SmtpResponse MessageTooLarge;
        public static readonly SmtpResponse NoopOk;
        public static readonly SmtpResponse RcptNotFound;
        public static readonly SmtpResponse RecipientAddressExpanded;
        public static readonly SmtpResponse RecipientAddressExpandedByRedirectionAgent;
        public static readonly SmtpResponse RecipientNotFound;
        public static readonly SmtpResponse ServiceUnavailable;
        public static readonly SmtpResponse SuccessfulConnection;
        public static readonly SmtpResponse SystemMisconfiguration;
        public static readonly SmtpResponse TimeoutOccurred;
        public bool IsEmpty { get { throw null; } }
        public string DsnExplanation { get { throw null; } }
        public SmtpResponseType SmtpResponseType { get { throw null; } }
        public string StatusCode { get { throw null; } }
        public string EnhancedStatusCode { get { throw null; } }
        public string[] StatusText { get { throw null; } }
        public static SmtpResponse QueuedMailForDelivery(string messageId) { throw null; }
        public static SmtpResponse ConnectionDroppedDueTo(string reason) { throw null; }
        public static bool TryParse(string text, out SmtpResponse response) { throw null; }
        public static bool operator ==(SmtpResponse response1, SmtpResponse response2) { throw null; }
        public static bool operator !=(SmtpResponse response1, SmtpResponse response2) { throw null; }
        public bool Equals(SmtpResponse comparand) { throw null; }
        public override bool Equals(object obj) { throw null; }
        public override int GetHashCode() { throw null; }
        public override string ToString() { throw null; }
    }

    public abstract class SmtpSession
    {
        internal SmtpSession() { }
        public abstract string HelloDomain { get; }
        public abstract IPEndPoint LocalEndPoint { get; }
        public abstract IPEndPoint RemoteEndPoint { get; }
        public abstract IDictionary<string, object> Properties { get; }
        public abstract long SessionId { get; }
        public abstract bool IsConnected { get; }
        public abstract IPAddress LastExternalIPAddress { get; }
        public abstract AuthenticationSource AuthenticationSource { get; }
        public abstract bool AntispamBypass { get; }
        public abstract bool IsExternalConnection { get; }
        public abstract bool IsTls { get; }
    }

    public abstract class ReceiveEventSource
    {
        internal ReceiveEventSource() { }
        public abstract void Disconnect();
        public abstract CertificateValidationStatus ValidateCertificate();
        public abstract CertificateValidationStatus ValidateCertificate(string domain, out string matchedCertDomain);
    }

    public abstract class ConnectEventSource : ReceiveEventSource
    {
        internal ConnectEventSource() { }
        public abstract void RejectConnection(SmtpResponse response);
    }

    public abstract class ReceiveCommandEventSource : ReceiveEventSource
    {
        internal ReceiveCommandEventSource() { }
        public abstract void RejectCommand(SmtpResponse response);
        public abstract void RejectCommand(SmtpResponse response, string trackingContext);
    }

    public abstract class ReceiveMessageEventSource : ReceiveEventSource
    {
        internal ReceiveMessageEventSource() { }
        public abstract IEventSourceTracer Tracer { get; }
        public abstract ISystemConditionValueSource SystemConditionValueSource { get; }
        public abstract void RejectMessage(SmtpResponse response);
        public abstract void RejectMessage(SmtpResponse response, string trackingContext);
        public abstract void DiscardMessage(SmtpResponse response, string trackingContext);
        public abstract void Quarantine(IEnumerable<EnvelopeRecipient> recipients, string quarantineReason);
    }

    public abstract class EndOfAuthenticationEventSource : ReceiveEventSource
    {
        internal EndOfAuthenticationEventSource() { }
        public abstract void RejectAuthentication(SmtpResponse response);
    }

    public abstract class RejectEventSource : ReceiveEventSource
    {
        internal RejectEventSource() { }
    }

    public abstract class DisconnectEventSource
    {
        internal DisconnectEventSource() { }
    }

    public abstract class ReceiveEventArgs : EventArgs
    {
        internal ReceiveEventArgs() { }
        public SmtpSession SmtpSession { get { throw null; } }
    }

    public abstract class ReceiveCommandEventArgs : ReceiveEventArgs
    {
        internal ReceiveCommandEventArgs() { }
    }

    public class ConnectEventArgs : ReceiveEventArgs
    {
        internal ConnectEventArgs() { }
        public SmtpResponse Banner { get { throw null; } set { } }
        public bool DisableStartTls { get { throw null; } set { } }
    }

    public class HeloCommandEventArgs : ReceiveCommandEventArgs
    {
        internal HeloCommandEventArgs() { }
        public string Domain { get { throw null; } set { } }
    }

    public class EhloCommandEventArgs : ReceiveCommandEventArgs
    {
        internal EhloCommandEventArgs() { }
        public string Domain { get { throw null; } set { } }
        public bool DisableStartTls { get { throw null; } set { } }
    }

    public class StartTlsCommandEventArgs : ReceiveCommandEventArgs
    {
        internal StartTlsCommandEventArgs() { }
        public bool RequestClientTlsCertificate { get { throw null; } set { } }
    }

    public class AuthCommandEventArgs : ReceiveCommandEventArgs
    {
        internal AuthCommandEventArgs() { }
        public string AuthenticationMechanism { get { throw null; } }
    }

    public class EndOfAuthenticationEventArgs : ReceiveEventArgs
    {
        internal EndOfAuthenticationEventArgs() { }
        public string AuthenticationMechanism { get { throw null; } }
        public string RemoteIdentityName { get { throw null; } }
    }

    public class MailCommandEventArgs : ReceiveCommandEventArgs
    {
        internal MailCommandEventArgs() { }
        public string Auth { get { throw null; } set { } }
        public BodyType BodyType { get { throw null; } set { } }
        public string EnvelopeId { get { throw null; } set { } }
        public RoutingAddress FromAddress { get { throw null; } set { } }
        public IDictionary<string, object> MailItemProperties { get { throw null; } }
        public DsnFormatRequested DsnFormatRequested { get { throw null; } set { } }
        public long Size { get { throw null; } set { } }
        public bool SmtpUtf8 { get { throw null; } set { } }
        public string Oorg { get { throw null; } set { } }
    }

    public class RcptCommandEventArgs : ReceiveCommandEventArgs
    {
        internal RcptCommandEventArgs() { }
        public DsnTypeRequested Notify { get { throw null; } set { } }
        public string OriginalRecipient { get { throw null; } set { } }
        public RoutingAddress RecipientAddress { get { throw null; } set { } }
        public MailItem MailItem { get { throw null; } }
        public bool TryGetRecipientProperty(string propertyName, out object value) { throw null; }
        public void SetRecipientProperty(string propertyName, object value) { }
        public IEnumerable<KeyValuePair<string, object>> GetRecipientProperties() { throw null; }
    }

    public class DataCommandEventArgs : ReceiveCommandEventArgs
    {
        internal DataCommandEventArgs() { }
        public MailItem MailItem { get { throw null; } }
    }

    public class EndOfHeadersEventArgs : ReceiveEventArgs
    {
        internal EndOfHeadersEventArgs() { }
        public HeaderList Headers { get { throw null; } }
        public MailItem MailItem { get { throw null; } }
    }

    public class EndOfDataEventArgs : ReceiveEventArgs
    {
        internal EndOfDataEventArgs() { }
        public MailItem MailItem { get { throw null; } }
    }

    public class HelpCommandEventArgs : ReceiveCommandEventArgs
    {
        internal HelpCommandEventArgs() { }
        public string HelpArgument { get { throw null; } set { } }
    }

    public class NoopCommandEventArgs : ReceiveCommandEventArgs
    {
        internal NoopCommandEventArgs() { }
    }

    public class RsetCommandEventArgs : ReceiveCommandEventArgs
    {
        internal RsetCommandEventArgs() { }
    }

    public class RejectEventArgs : ReceiveEventArgs
    {
        internal RejectEventArgs() { }
        public string Command { get { throw null; } }
        public EventArgs OriginalArguments { get { throw null; } }
        public ParsingStatus ParsingStatus { get { throw null; } }
        public SmtpResponse SmtpResponse { get { throw null; } }
    }

    public class DisconnectEventArgs : ReceiveEventArgs
    {
        internal DisconnectEventArgs() { }
        public DisconnectReason DisconnectReason { get { throw null; } }
        public DateTime SessionStartTime { get { throw null; } }
    }

    public delegate void ConnectEventHandler(ConnectEventSource source, ConnectEventArgs e);
    public delegate void HeloCommandEventHandler(ReceiveCommandEventSource source, HeloCommandEventArgs e);
    public delegate void EhloCommandEventHandler(ReceiveCommandEventSource source, EhloCommandEventArgs e);
    public delegate void StartTlsEventHandler(ReceiveCommandEventSource source, StartTlsCommandEventArgs e);
    public delegate void AuthCommandEventHandler(ReceiveCommandEventSource source, AuthCommandEventArgs e);
    public delegate void EndOfAuthenticationEventHandler(EndOfAuthenticationEventSource source, EndOfAuthenticationEventArgs e);
    public delegate void MailCommandEventHandler(ReceiveCommandEventSource source, MailCommandEventArgs e);
    public delegate void RcptCommandEventHandler(ReceiveCommandEventSource source, RcptCommandEventArgs e);
    public delegate void DataCommandEventHandler(ReceiveCommandEventSource source, DataCommandEventArgs e);
    public delegate void EndOfHeadersEventHandler(ReceiveMessageEventSource source, EndOfHeadersEventArgs e);
    public delegate void EndOfDataEventHandler(ReceiveMessageEventSource source, EndOfDataEventArgs e);
    public delegate void HelpCommandEventHandler(ReceiveCommandEventSource source, HelpCommandEventArgs e);
    public delegate void NoopCommandEventHandler(ReceiveCommandEventSource source, NoopCommandEventArgs e);
    public delegate void RsetCommandEventHandler(ReceiveCommandEventSource source, RsetCommandEventArgs e);
    public delegate void RejectEventHandler(RejectEventSource source, RejectEventArgs e);
    public delegate void DisconnectEventHandler(DisconnectEventSource source, DisconnectEventArgs e);

    public abstract class SmtpReceiveAgent : Agent
    {
        protected SmtpReceiveAgent() { }
        protected event ConnectEventHandler OnConnect { add { } remove { } }
        protected event HeloCommandEventHandler OnHeloCommand { add { } remove { } }
        protected event EhloCommandEventHandler OnEhloCommand { add { } remove { } }
        protected event StartTlsEventHandler OnStartTlsCommand { add { } remove { } }
        protected event AuthCommandEventHandler OnAuthCommand { add { } remove { } }
        protected event EndOfAuthenticationEventHandler OnEndOfAuthentication { add { } remove { } }
        protected event MailCommandEventHandler OnMailCommand { add { } remove { } }
        protected event RcptCommandEventHandler OnRcptCommand { add { } remove { } }
        protected event DataCommandEventHandler OnDataCommand { add { } remove { } }
        protected event EndOfHeadersEventHandler OnEndOfHeaders { add { } remove { } }
        protected event EndOfDataEventHandler OnEndOfData { add { } remove { } }
        protected event HelpCommandEventHandler OnHelpCommand { add { } remove { } }
        protected event NoopCommandEventHandler OnNoopCommand { add { } remove { } }
        protected event RsetCommandEventHandler OnRsetCommand { add { } remove { } }
        protected event RejectEventHandler OnReject { add { } remove { } }
        protected event DisconnectEventHandler OnDisconnect { add { } remove { } }
    }

    public abstract class SmtpReceiveAgentFactory : AgentFactory
    {
        protected SmtpReceiveAgentFactory() { }
        public abstract SmtpReceiveAgent CreateAgent(SmtpServer server);
    }
}
