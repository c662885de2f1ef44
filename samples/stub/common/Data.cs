using System;
using System.Runtime.Serialization;
using Microsoft.Exchange.Data.Common;

namespace Microsoft.Exchange.Data
{
    public class ExchangeDataException : LocalizedException
    {
        public ExchangeDataException(string message) : base(default(LocalizedString)) { }
        public ExchangeDataException(string message, Exception innerException) : base(default(LocalizedString)) { }
        protected ExchangeDataException(SerializationInfo info, StreamingContext context) : base(info, context) { }
    }
}

namespace Microsoft.Exchange.Data.Common
{
    public interface ILocalizedString
    {
        LocalizedString LocalizedString { get; }
    }

    public interface ILocalizedException : ILocalizedString { }

    public struct LocalizedString : ISerializable, ILocalizedString, IFormattable, IEquatable<LocalizedString>
    {
        public LocalizedString(string value) { throw null; }
        public static readonly LocalizedString Empty;
        public bool IsEmpty { get { throw null; } }
        LocalizedString ILocalizedString.LocalizedString { get { throw null; } }
        public static bool operator ==(LocalizedString s1, LocalizedString s2) { throw null; }
        public static bool operator !=(LocalizedString s1, LocalizedString s2) { throw null; }
        public static implicit operator string(LocalizedString value) { throw null; }
        void ISerializable.GetObjectData(SerializationInfo info, StreamingContext context) { throw null; }
        public override string ToString() { throw null; }
        public string ToString(IFormatProvider formatProvider) { throw null; }
        string IFormattable.ToString(string format, IFormatProvider formatProvider) { throw null; }
        public override int GetHashCode() { throw null; }
        public override bool Equals(object obj) { throw null; }
        public bool Equals(LocalizedString that) { throw null; }
    }

    public class LocalizedException : Exception, ILocalizedException
    {
        public LocalizedException(LocalizedString localizedString) { }
        public LocalizedException(LocalizedString localizedString, Exception innerException) { }
        protected LocalizedException(SerializationInfo info, StreamingContext context) { }
        public override string Message { get { throw null; } }
        public LocalizedString LocalizedString { get { throw null; } }
        public int ErrorCode { get { throw null; } set { } }
        public string StringId { get { throw null; } }
    }

    public class TransientException : LocalizedException
    {
        public TransientException(LocalizedString localizedString) : base(localizedString) { }
        public TransientException(LocalizedString localizedString, Exception innerException) : base(localizedString, innerException) { }
        protected TransientException(SerializationInfo info, StreamingContext context) : base(info, context) { }
    }
}
