using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Net;
using System.Runtime.Serialization;
using System.Security.Principal;
using System.Threading.Tasks;
using Microsoft.Exchange.Data.Common;
using Microsoft.Exchange.Data.Transport.Email;

namespace Microsoft.Exchange.Data
{
    public class EdgeExtensibilityException : LocalizedException
    {
        public EdgeExtensibilityException(string message) : base(default(LocalizedString)) { }
        public EdgeExtensibilityException(string message, Exception innerException) : base(default(LocalizedString)) { }
        protected EdgeExtensibilityException(SerializationInfo info, StreamingContext context) : base(info, context) { }
    }

    public class ExchangeConfigurationException : EdgeExtensibilityException
    {
        public ExchangeConfigurationException(string message) : base(message) { }
        public ExchangeConfigurationException(string message, Exception innerException) : base(message, innerException) { }
        protected ExchangeConfigurationException(SerializationInfo info, StreamingContext context) : base(info, context) { }
    }
}

namespace Microsoft.Exchange.Data.Transport
{
    public enum CertificateValidationStatus { Valid = 0, ValidSelfSigned = 1, EmptyCertificate = 2, SubjectMismatch = 3, SignatureFailure = 4, UntrustedRoot = 5, CertificateExpired = 9, Revoked = 15, Other = 21 }
    public enum DeliveryMethod { Unknown = 0, File = 1, Mailbox = 2, Smtp = 3, DeliveryAgent = 4 }
    public enum DeliveryPriority { High = 0, Normal = 1, Low = 2, None = 3 }
    public enum DeliveryQueueDomain { UseOverrideDomain = 0, UseRecipientDomain = 1, UseAlternateDeliveryRoutingHosts = 2 }
    public enum DsnFormatRequested { NotSpecified = 0, Full = 1, Headers = 2 }
    public enum DsnType { Failure = 1, Expanded = 2 }
    [Flags] public enum DsnTypeRequested { NotSpecified = 0, Success = 1, Failure = 2, Delay = 4, Never = 8 }
    public enum NextHopCategory { Internal = 0, External = 1 }
    [Flags] public enum PermissionCheckResults { None = 0, Allow = 1, AdministratorDeny = 2, MachineDeny = 4, Deny = 6 }
    public enum RecipientCategory { Unknown = 0, InSameOrganization = 1, InDifferentOrganization = 2, Incoming = 3 }
    public enum RecipientType { User = 0, PublicFolder = 1, Contact = 2, DistributionList = 3, DynamicDistributionList = 4, ConferenceRoom = 5, Equipment = 6, Unknown = 7 }
    public enum SpamAction { Quarantine = 0, Reject = 1, Delete = 2 }
    public enum ConditionalTracerLevel { Debug = 0, Info = 1, Warning = 2, Error = 3, Fatal = 4 }
    public enum TransportSystemState { Green = 0, Yellow = 1, Red = 2 }

    public interface IEventSourceTracer
    {
        void Trace(MailItem mailItem, ConditionalTracerLevel traceLevel, string formatString, params object[] args);
    }

    public interface ISystemConditionValueSource
    {
        TransportSystemState TransportSystemState { get; }
    }

    public abstract class Agent
    {
        protected Agent() { throw null; }
        protected string Name { get { throw null; } }
        protected string EventTopic { get { throw null; } }
        protected AgentAsyncContext GetAgentAsyncContext() { throw null; }
        protected void RunAsync(Task asyncTask) { }
    }

    public class AgentAsyncContext
    {
        internal AgentAsyncContext() { }
        public Exception AsyncException { get { throw null; } set { } }
        public virtual void Resume() { }
        public virtual void Complete() { }
    }

    public abstract class AgentFactory
    {
        protected AgentFactory() { throw null; }
        public virtual void Close() { }
    }

    public abstract class AgentManager
    {
        protected AgentManager() { }
    }

    public abstract class AcceptedDomain
    {
        protected AcceptedDomain() { }
        public abstract bool IsInCorporation { get; }
        public abstract bool UseAddressBook { get; }
        public abstract string NameSpecification { get; }
        public abstract Guid TenantId { get; }
    }

    public abstract class AcceptedDomainCollection : IEnumerable<AcceptedDomain>, IEnumerable
    {
        protected AcceptedDomainCollection() { }
        public AcceptedDomain Find(RoutingAddress smtpAddress) { throw null; }
        public abstract AcceptedDomain Find(string domainName);
        public abstract IEnumerator<AcceptedDomain> GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() { throw null; }
    }

    public abstract class RemoteDomain
    {
        protected RemoteDomain() { }
        public abstract string NameSpecification { get; }
        public abstract string NonMimeCharset { get; }
        public abstract bool IsInternal { get; }
    }

    public abstract class RemoteDomainCollection : IEnumerable<RemoteDomain>, IEnumerable
    {
        protected RemoteDomainCollection() { }
        public RemoteDomain Find(RoutingAddress smtpAddress) { throw null; }
        public abstract RemoteDomain Find(string domainName);
        public abstract IEnumerator<RemoteDomain> GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() { throw null; }
    }

    public class AddressBookTransientException : TransientException
    {
        public AddressBookTransientException(string message) : base(default(LocalizedString)) { }
        public AddressBookTransientException(string message, Exception innerException) : base(default(LocalizedString)) { }
        protected AddressBookTransientException(SerializationInfo info, StreamingContext context) : base(info, context) { }
    }

    public abstract class AddressBook
    {
        internal AddressBook() { }
        public abstract bool Contains(RoutingAddress smtpAddress);
        public abstract AddressBookEntry Find(RoutingAddress smtpAddress);
        public abstract ReadOnlyCollection<AddressBookEntry> Find(params RoutingAddress[] smtpAddresses);
        public abstract ReadOnlyCollection<AddressBookEntry> Find(EnvelopeRecipientCollection recipients);
        public abstract bool IsMemberOf(RoutingAddress recipientSmtpAddress, RoutingAddress groupSmtpAddress);
        public abstract bool IsSameRecipient(RoutingAddress proxyAddressA, RoutingAddress proxyAddressB);
        public abstract bool IsInternal(RoutingAddress address);
        public abstract bool IsInternal(RoutingDomain domain);
        public abstract bool IsInternalTo(RoutingAddress address, RoutingAddress organizationAddress);
        public abstract bool IsInternalTo(RoutingAddress address, RoutingDomain organizationDomain);
    }

    public abstract class AddressBookEntry
    {
        internal AddressBookEntry() { }
        public abstract RoutingAddress PrimaryAddress { get; }
        public abstract bool RequiresAuthentication { get; }
        public abstract bool AntispamBypass { get; }
        public abstract RecipientType RecipientType { get; }
        public abstract SecurityIdentifier UserAccountSid { get; }
        public abstract SecurityIdentifier MasterAccountSid { get; }
        public abstract string WindowsLiveId { get; }
        public abstract int GetSpamConfidenceLevelThreshold(SpamAction action, int defaultValue);
        public abstract bool IsSafeSender(RoutingAddress senderAddress);
        public abstract bool IsSafeRecipient(RoutingAddress recipientAddress);
        public abstract bool IsBlockedSender(RoutingAddress senderAddress);
    }

    public abstract class MailItem
    {
        internal MailItem() { }
        public abstract string OriginalAuthenticator { get; set; }
        public abstract DateTime DateTimeReceived { get; }
        public abstract string EnvelopeId { get; set; }
        public abstract RoutingAddress FromAddress { get; set; }
        public abstract string OriginatingDomain { get; }
        public abstract EmailMessage Message { get; }
        public abstract long MimeStreamLength { get; }
        public abstract IDictionary<string, object> Properties { get; }
        public abstract EnvelopeRecipientCollection Recipients { get; }
        public abstract DsnFormatRequested DsnFormatRequested { get; set; }
        public abstract DeliveryPriority DeliveryPriority { get; set; }
        public abstract DeliveryMethod InboundDeliveryMethod { get; }
        public abstract bool MustDeliver { get; }
        public abstract Guid TenantId { get; }
        public abstract string OriginatorOrganization { get; set; }
        public abstract void SetMustDeliver();
        public abstract Stream GetMimeReadStream();
        public abstract Stream GetMimeWriteStream();
    }

    public abstract class DeliverableMailItem
    {
        internal DeliverableMailItem() { }
        public abstract string OriginalAuthenticator { get; }
        public abstract DateTime DateTimeReceived { get; }
        public abstract string EnvelopeId { get; }
        public abstract RoutingAddress FromAddress { get; }
        public abstract string OriginatingDomain { get; }
        public abstract EmailMessage Message { get; }
        public abstract long MimeStreamLength { get; }
        public abstract ReadOnlyEnvelopeRecipientCollection Recipients { get; }
        public abstract DsnFormatRequested DsnFormatRequested { get; }
        public abstract DeliveryPriority DeliveryPriority { get; }
        public abstract DeliveryMethod InboundDeliveryMethod { get; }
        public abstract bool MustDeliver { get; }
        public abstract Guid TenantId { get; }
        public abstract Stream GetMimeReadStream();
        public abstract bool TryGetListProperty<ItemT>(string name, out ReadOnlyCollection<ItemT> value);
        public abstract bool TryGetProperty<T>(string name, out T value);
    }

    public abstract class EnvelopeRecipient
    {
        internal EnvelopeRecipient() { }
        public abstract RoutingAddress Address { get; set; }
        public abstract RoutingDomain RoutingOverride { get; }
        public abstract string OriginalRecipient { get; set; }
        public abstract DsnTypeRequested RequestedReports { get; set; }
        public abstract IDictionary<string, object> Properties { get; }
        public abstract DeliveryMethod OutboundDeliveryMethod { get; }
        public abstract RecipientCategory RecipientCategory { get; }
        public abstract NextHopCategory NextHopCategory { get; }
        public abstract void SetRoutingOverride(RoutingDomain routingDomain);
    }

    public abstract class ReadOnlyEnvelopeRecipientCollection : IEnumerable<EnvelopeRecipient>, IEnumerable
    {
        internal ReadOnlyEnvelopeRecipientCollection() { }
        public abstract int Count { get; }
        public abstract EnvelopeRecipient this[int index] { get; }
        public abstract bool IsEmpty();
        public abstract bool Contains(RoutingAddress address);
        public abstract EnvelopeRecipientCollection.Enumerator GetEnumerator();
        IEnumerator<EnvelopeRecipient> IEnumerable<EnvelopeRecipient>.GetEnumerator() { throw null; }
        IEnumerator IEnumerable.GetEnumerator() { throw null; }
    }

    public abstract class EnvelopeRecipientCollection : ReadOnlyEnvelopeRecipientCollection
    {
        internal EnvelopeRecipientCollection() { }
        public abstract bool CanAdd { get; }
        public abstract void Add(RoutingAddress address);
        public abstract void Clear();
        public abstract bool Remove(EnvelopeRecipient recipient);
        public abstract int Remove(RoutingAddress address);
        public abstract bool Remove(EnvelopeRecipient recipient, DsnType dsnType, Smtp.SmtpResponse smtpResponse);
        public abstract bool Remove(EnvelopeRecipient recipient, DsnType dsnType, Smtp.SmtpResponse smtpResponse, string sourceContext);

        public struct Enumerator : IEnumerator<EnvelopeRecipient>, IDisposable, IEnumerator
        {
            public EnvelopeRecipient Current { get { throw null; } }
            object IEnumerator.Current { get { throw null; } }
            public bool MoveNext() { throw null; }
            public void Reset() { }
            public void Dispose() { }
        }
    }

    public abstract class IPPermission
    {
        internal IPPermission() { }
        public abstract void AddRestriction(IPAddress ipAddress, TimeSpan expiration, string comments);
        public abstract PermissionCheckResults Check(IPAddress ipAddress);
    }

    public struct RoutingAddress : IEquatable<RoutingAddress>, IComparable<RoutingAddress>
    {
        public RoutingAddress(string address) { throw null; }
        public RoutingAddress(string local, string domain) { throw null; }
        public static readonly RoutingAddress Empty;
        public static readonly RoutingAddress NullReversePath;
        public int Length { get { throw null; } }
        public string LocalPart { get { throw null; } }
        public string DomainPart { get { throw null; } }
        public bool IsValid { get { throw null; } }
        public bool IsUTF8 { get { throw null; } }
        public static bool IsValidAddress(string address) { throw null; }
        public static RoutingAddress Parse(string address) { throw null; }
        public static bool IsEmpty(RoutingAddress address) { throw null; }
        public static bool operator ==(RoutingAddress value1, RoutingAddress value2) { throw null; }
        public static bool operator !=(RoutingAddress value1, RoutingAddress value2) { throw null; }
        public static explicit operator string(RoutingAddress address) { throw null; }
        public static explicit operator RoutingAddress(string address) { throw null; }
        public override int GetHashCode() { throw null; }
        public int CompareTo(RoutingAddress address) { throw null; }
        public int CompareTo(object address) { throw null; }
        public override bool Equals(object obj) { throw null; }
        public bool Equals(RoutingAddress obj) { throw null; }
        public override string ToString() { throw null; }
    }

    public struct RoutingDomain : IEquatable<RoutingDomain>, IComparable<RoutingDomain>
    {
        public RoutingDomain(string domain) { throw null; }
        public RoutingDomain(string domain, string type) { throw null; }
        public const string Smtp = "smtp";
        public static readonly RoutingDomain Empty;
        public string Domain { get { throw null; } }
        public string Type { get { throw null; } }
        public static RoutingDomain Parse(string domain) { throw null; }
        public static bool TryParse(string domain, out RoutingDomain routingDomain) { throw null; }
        public static RoutingDomain GetDomainPart(RoutingAddress address) { throw null; }
        public static bool operator ==(RoutingDomain value1, RoutingDomain value2) { throw null; }
        public static bool operator !=(RoutingDomain value1, RoutingDomain value2) { throw null; }
        public bool IsSmtp() { throw null; }
        public bool IsValid() { throw null; }
        public override int GetHashCode() { throw null; }
        public int CompareTo(RoutingDomain value) { throw null; }
        public bool Equals(RoutingDomain domain) { throw null; }
        public override bool Equals(object domain) { throw null; }
        public override string ToString() { throw null; }
    }

    public class RoutingHost
    {
        public RoutingHost(string address) { }
        public IPAddress Address { get { throw null; } }
        public string HostName { get { throw null; } }
        public bool IsIPAddress { get { throw null; } }
        public static RoutingHost Parse(string address) { throw null; }
        public static bool TryParse(string address, out RoutingHost routinghost) { throw null; }
    }

    public class RoutingOverride
    {
        public RoutingOverride(RoutingDomain routingDomain, DeliveryQueueDomain deliveryQueueDomain) { }
        public RoutingOverride(RoutingDomain routingDomain, RoutingHost alternateDeliveryRoutingHost, DeliveryQueueDomain deliveryQueueDomain) { }
        public RoutingOverride(RoutingDomain routingDomain, List<RoutingHost> alternateDeliveryRoutingHosts, DeliveryQueueDomain deliveryQueueDomain) { }
        public RoutingDomain RoutingDomain { get { throw null; } }
        public List<RoutingHost> AlternateDeliveryRoutingHosts { get { throw null; } }
        public DeliveryQueueDomain DeliveryQueueDomain { get { throw null; } }
    }

    public abstract class SmtpServer
    {
        internal SmtpServer() { }
        public abstract string Name { get; }
        public abstract Version Version { get; }
        public abstract IPPermission IPPermission { get; }
        public abstract AddressBook AddressBook { get; }
        public abstract AcceptedDomainCollection AcceptedDomains { get; }
        public abstract RemoteDomainCollection RemoteDomains { get; }
        public abstract void SubmitMessage(EmailMessage message);
    }
}
