using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Runtime.Serialization;
using System.Text;

namespace Microsoft.Exchange.Data.Mime
{
    public enum CachingMode { Copy = 0, Source = 1, SourceTakeOwnership = 2 }
    public enum ContentTransferEncoding { Unknown = 0, SevenBit = 1, EightBit = 2, Binary = 3, QuotedPrintable = 4, Base64 = 5, UUEncode = 6, BinHex = 7 }
    [Flags] public enum AddressParserFlags { None = 0, IgnoreComments = 1, AllowSquareBrackets = 2 }
    public enum MimeComplianceMode { Loose = 0, Strict = 1 }
    [Flags] public enum MimeComplianceStatus { Compliant = 0, MissingBoundary = 1, InvalidBoundary = 2, InvalidWrapping = 4, BareLinefeedInBody = 8, InvalidHeader = 16, MissingBodySeparator = 32, MissingBoundaryParameter = 64, InvalidTransferEncoding = 128, InvalidExternalBody = 256, BareLinefeedInHeader = 512, UnexpectedBinaryContent = 1024 }
    [Flags] public enum DecodingFlags { None = 0, Rfc2047 = 1, Rfc2231 = 2, Jis = 4, Utf8 = 8, Dbcs = 16, AllEncodings = 65535, FallbackToRaw = 65536, AllowControlCharacters = 131072, IgnoreSubpartCharset = 262144 }
    [Flags] public enum EncodingFlags : byte { None = 0, ForceReencode = 1, EnableRfc2231 = 2, QuoteDisplayNameBeforeRfc2047Encoding = 4, AllowUTF8 = 8 }
    public enum EncodingScheme : byte { None = 0, Rfc2047 = 1, Rfc2231 = 2, Jis = 3, EightBit = 4 }

    public struct DecodingOptions
    {
        public DecodingOptions(DecodingFlags decodingFlags) { throw null; }
        public DecodingOptions(DecodingFlags decodingFlags, Encoding encoding) { throw null; }
        public DecodingOptions(DecodingFlags decodingFlags, string charsetName) { throw null; }
        public static readonly DecodingOptions None;
        public static readonly DecodingOptions Default;
        public DecodingFlags DecodingFlags { get { throw null; } }
        public string CharsetName { get { throw null; } }
        public Encoding CharsetEncoding { get { throw null; } }
        public bool AllowUTF8 { get { throw null; } }
    }

    public struct DecodingResults
    {
        public string CharsetName { get { throw null; } }
        public string CultureName { get { throw null; } }
        public EncodingScheme EncodingScheme { get { throw null; } }
        public bool DecodingFailed { get { throw null; } }
    }

    public class EncodingOptions
    {
        public EncodingOptions(string charsetName, string cultureName, EncodingFlags encodingFlags) { }
        public string CharsetName { get { throw null; } }
        public string CultureName { get { throw null; } }
        public EncodingFlags EncodingFlags { get { throw null; } }
        public bool AllowUTF8 { get { throw null; } }
    }

    public class MimeException : ExchangeDataException
    {
        public MimeException(string message) : base(message) { }
        public MimeException(string message, Exception innerException) : base(message, innerException) { }
        protected MimeException(SerializationInfo info, StreamingContext context) : base(info, context) { }
    }

    public class MimeLimits
    {
        internal MimeLimits() { }
        public static MimeLimits Default { get { throw null; } }
        public static MimeLimits Unlimited { get { throw null; } }
        public int MaxPartDepth { get { throw null; } }
        public int MaxEmbeddedDepth { get { throw null; } }
        public int MaxSize { get { throw null; } }
        public int MaxHeaderBytes { get { throw null; } }
        public int MaxParts { get { throw null; } }
        public int MaxHeaders { get { throw null; } }
    }

    public abstract class MimeOutputFilter
    {
        protected MimeOutputFilter() { }
        public virtual bool FilterPart(MimePart part, Stream stream) { throw null; }
        public virtual bool FilterHeaderList(HeaderList headerList, Stream stream) { throw null; }
        public virtual bool FilterHeader(Header header, Stream stream) { throw null; }
        public virtual bool FilterPartBody(MimePart part, Stream stream) { throw null; }
        public virtual void ClosePart(MimePart part, Stream stream) { }
    }

    public abstract class MimeNode : IEnumerable<MimeNode>, IEnumerable
    {
        internal MimeNode() { }
        public bool HasChildren { get { throw null; } }
        public MimeNode Parent { get { throw null; } }
        public MimeNode FirstChild { get { throw null; } }
        public MimeNode LastChild { get { throw null; } }
        public MimeNode NextSibling { get { throw null; } }
        public MimeNode PreviousSibling { get { throw null; } }
        protected bool IsReadOnly { get { throw null; } }
        public MimeNode InsertBefore(MimeNode newChild, MimeNode refChild) { throw null; }
        public MimeNode InsertAfter(MimeNode newChild, MimeNode refChild) { throw null; }
        public MimeNode AppendChild(MimeNode newChild) { throw null; }
        public MimeNode PrependChild(MimeNode newChild) { throw null; }
        public MimeNode RemoveChild(MimeNode oldChild) { throw null; }
        public MimeNode ReplaceChild(MimeNode newChild, MimeNode oldChild) { throw null; }
        public void RemoveAll() { }
        public void RemoveFromParent() { }
        public long WriteTo(Stream stream) { throw null; }
        public long WriteTo(Stream stream, EncodingOptions encodingOptions) { throw null; }
        public void WriteTo(MimeWriter writer) { }
        public Enumerator<MimeNode> GetEnumerator() { throw null; }
        IEnumerator<MimeNode> IEnumerable<MimeNode>.GetEnumerator() { throw null; }
        IEnumerator IEnumerable.GetEnumerator() { throw null; }
        public virtual MimeNode Clone() { throw null; }
        public virtual void CopyTo(object destination) { }
        protected void ThrowIfReadOnly(string method) { }

        public struct Enumerator<T> : IEnumerator<T>, IDisposable, IEnumerator where T : MimeNode
        {
            public T Current { get { throw null; } }
            object IEnumerator.Current { get { throw null; } }
            public bool MoveNext() { throw null; }
            public void Reset() { }
            public void Dispose() { }
        }
    }

    public class MimeDocument : IDisposable
    {
        public MimeDocument() { }
        public MimeDocument(DecodingOptions headerDecodingOptions, MimeLimits mimeLimits) { }
        public event DocumentChangedEventHandler OnDocumentChanged { add { } remove { } }
        public EndOfHeadersCallback EndOfHeaders { get { throw null; } set { } }
        public MimePart RootPart { get { throw null; } set { } }
        public DecodingOptions HeaderDecodingOptions { get { throw null; } }
        public MimeLimits MimeLimits { get { throw null; } }
        public MimeComplianceMode ComplianceMode { get { throw null; } set { } }
        public MimeComplianceStatus ComplianceStatus { get { throw null; } }
        public bool RequiresSMTPUTF8 { get { throw null; } }
        public int Version { get { throw null; } }
        public MimePart Load(Stream stream, CachingMode cachingMode) { throw null; }
        public Stream GetLoadStream() { throw null; }
        public MimeDocument Clone() { throw null; }
        public long WriteTo(Stream stream) { throw null; }
        public long WriteTo(Stream stream, EncodingOptions encodingOptions, MimeOutputFilter filter) { throw null; }
        public void Dispose() { }
        protected virtual void Dispose(bool disposing) { }
        public delegate void EndOfHeadersCallback(MimePart part, out bool stopLoading);
        public delegate void DocumentChangedEventHandler(MimeDocument mimeDoc);
    }

    public class MimePart : MimeNode, IDisposable, IEnumerable<MimePart>, IEnumerable
    {
        public MimePart() { }
        public MimePart(string contentType) { }
        public MimePart(string contentType, string transferEncoding, Stream contentStream, CachingMode cachingMode) { }
        public MimePart(string contentType, ContentTransferEncoding transferEncoding, Stream contentStream, CachingMode cachingMode) { }
        public HeaderList Headers { get { throw null; } }
        public string ContentType { get { throw null; } }
        public bool IsMultipart { get { throw null; } }
        public bool IsEmbeddedMessage { get { throw null; } }
        public bool RequiresSMTPUTF8 { get { throw null; } }
        public ContentTransferEncoding ContentTransferEncoding { get { throw null; } }
        public int Version { get { throw null; } }
        public PartSubtree Subtree { get { throw null; } }
        public Stream GetRawContentReadStream() { throw null; }
        public Stream GetContentReadStream() { throw null; }
        public bool TryGetContentReadStream(out Stream result) { throw null; }
        public Stream GetRawContentWriteStream() { throw null; }
        public Stream GetContentWriteStream(ContentTransferEncoding transferEncoding) { throw null; }
        public Stream GetContentWriteStream(string transferEncoding) { throw null; }
        public void SetContentStream(string transferEncoding, Stream contentStream, CachingMode cachingMode) { }
        public void SetContentStream(ContentTransferEncoding transferEncoding, Stream contentStream, CachingMode cachingMode) { }
        public void Dispose() { }
        protected virtual void Dispose(bool disposing) { }
        public new Enumerator<MimePart> GetEnumerator() { throw null; }
        IEnumerator<MimePart> IEnumerable<MimePart>.GetEnumerator() { throw null; }
        public sealed override MimeNode Clone() { throw null; }
        public sealed override void CopyTo(object destination) { }
        public long WriteTo(Stream stream, EncodingOptions encodingOptions, MimeOutputFilter filter) { throw null; }

        [Flags] public enum SubtreeEnumerationOptions : byte { None = 0, IncludeEmbeddedMessages = 1, RevisitParent = 2 }

        public struct PartSubtree : IEnumerable<MimePart>, IEnumerable
        {
            public SubtreeEnumerator GetEnumerator() { throw null; }
            public SubtreeEnumerator GetEnumerator(SubtreeEnumerationOptions options) { throw null; }
            IEnumerator<MimePart> IEnumerable<MimePart>.GetEnumerator() { throw null; }
            IEnumerator IEnumerable.GetEnumerator() { throw null; }
        }

        public struct SubtreeEnumerator : IEnumerator<MimePart>, IDisposable, IEnumerator
        {
            public MimePart Current { get { throw null; } }
            object IEnumerator.Current { get { throw null; } }
            public bool FirstVisit { get { throw null; } }
            public bool LastVisit { get { throw null; } }
            public int Depth { get { throw null; } }
            public bool MoveNext() { throw null; }
            public void SkipChildren() { }
            void IEnumerator.Reset() { }
            public void Dispose() { }
        }
    }

    public abstract class Header : MimeNode
    {
        internal Header() { }
        public string Name { get { throw null; } }
        public HeaderId HeaderId { get { throw null; } }
        public abstract string Value { get; set; }
        public virtual bool RequiresSMTPUTF8 { get { throw null; } }
        public override string ToString() { throw null; }
        public static Header Create(string name) { throw null; }
        public static Header Create(HeaderId headerId) { throw null; }
        public static bool IsHeaderNameValid(string name) { throw null; }
        public static HeaderId GetHeaderId(string name) { throw null; }
        public static Header ReadFrom(MimeHeaderReader reader) { throw null; }
        public virtual bool TryGetValue(out string value) { throw null; }
        public virtual bool IsValueValid(string value) { throw null; }
        public override void CopyTo(object destination) { }
    }

    public class HeaderList : MimeNode, IEnumerable<Header>, IEnumerable
    {
        internal HeaderList() { }
        public int Count { get { throw null; } }
        public static HeaderList ReadFrom(MimeReader reader) { throw null; }
        public Header FindFirst(string name) { throw null; }
        public Header FindFirst(HeaderId headerId) { throw null; }
        public Header FindNext(Header refHeader) { throw null; }
        public Header[] FindAll(HeaderId headerId) { throw null; }
        public Header[] FindAll(string name) { throw null; }
        public void RemoveAll(HeaderId headerId) { }
        public void RemoveAll(string name) { }
        public new Enumerator<Header> GetEnumerator() { throw null; }
        IEnumerator<Header> IEnumerable<Header>.GetEnumerator() { throw null; }
        public sealed override MimeNode Clone() { throw null; }
        public sealed override void CopyTo(object destination) { }
        public void WriteTo(Stream stream, EncodingOptions encodingOptions, MimeOutputFilter filter) { }
    }

    public class TextHeader : Header
    {
        public TextHeader(string name, string value) { }
        public sealed override string Value { get { throw null; } set { } }
        public sealed override MimeNode Clone() { throw null; }
        public sealed override void CopyTo(object destination) { }
        public override bool TryGetValue(out string value) { throw null; }
        public bool TryGetValue(DecodingOptions decodingOptions, out DecodingResults decodingResults, out string value) { throw null; }
        public sealed override bool IsValueValid(string value) { throw null; }
    }

    public class AsciiTextHeader : Header
    {
        public AsciiTextHeader(string name, string value) { }
        public sealed override string Value { get { throw null; } set { } }
        public sealed override MimeNode Clone() { throw null; }
        public sealed override void CopyTo(object destination) { }
        public sealed override bool IsValueValid(string value) { throw null; }
    }

    public class DateHeader : Header
    {
        public DateHeader(string name, DateTime dateTime) { }
        public DateHeader(string name, DateTime dateTime, TimeSpan timeZoneOffset) { }
        public sealed override string Value { get { throw null; } set { } }
        public DateTime DateTime { get { throw null; } set { } }
        public DateTime UtcDateTime { get { throw null; } }
        public TimeSpan TimeZoneOffset { get { throw null; } }
    }

    public class ReceivedHeader : Header
    {
        public ReceivedHeader(string from, string fromTcpInfo, string by, string byTcpInfo, string forMailbox, string with, string id, string via, string date) { }
        public string From { get { throw null; } }
        public string FromTcpInfo { get { throw null; } }
        public string By { get { throw null; } }
        public string ByTcpInfo { get { throw null; } }
        public string Via { get { throw null; } }
        public string With { get { throw null; } }
        public string Id { get { throw null; } }
        public string For { get { throw null; } }
        public string Date { get { throw null; } }
        public sealed override string Value { get { throw null; } set { } }
    }

    public abstract class ComplexHeader : Header, IEnumerable<MimeParameter>, IEnumerable
    {
        internal ComplexHeader() { }
        public MimeParameter this[string name] { get { throw null; } }
        public new Enumerator<MimeParameter> GetEnumerator() { throw null; }
        IEnumerator<MimeParameter> IEnumerable<MimeParameter>.GetEnumerator() { throw null; }
    }

    public class ContentTypeHeader : ComplexHeader
    {
        public ContentTypeHeader() { }
        public ContentTypeHeader(string value) { }
        public string MediaType { get { throw null; } set { } }
        public string SubType { get { throw null; } set { } }
        public sealed override string Value { get { throw null; } set { } }
    }

    public class ContentDispositionHeader : ComplexHeader
    {
        public ContentDispositionHeader() { }
        public ContentDispositionHeader(string value) { }
        public sealed override string Value { get { throw null; } set { } }
    }

    public class AddressHeader : Header, IEnumerable<AddressItem>, IEnumerable
    {
        public AddressHeader(string name) { }
        public sealed override string Value { get { throw null; } set { } }
        public override bool TryGetValue(out string value) { throw null; }
        public new Enumerator<AddressItem> GetEnumerator() { throw null; }
        IEnumerator<AddressItem> IEnumerable<AddressItem>.GetEnumerator() { throw null; }
        public static AddressHeader Parse(string name, string value, AddressParserFlags flags) { throw null; }
    }

    public abstract class AddressItem : MimeNode
    {
        internal AddressItem() { }
        public string DisplayName { get { throw null; } set { } }
        public virtual bool RequiresSMTPUTF8 { get { throw null; } }
        public override void CopyTo(object destination) { }
        public bool TryGetDisplayName(out string displayName) { throw null; }
    }

    public class MimeRecipient : AddressItem
    {
        public MimeRecipient() { }
        public MimeRecipient(string displayName, string email) { }
        public string Email { get { throw null; } set { } }
        public static MimeRecipient Parse(string address, AddressParserFlags flags) { throw null; }
        public static bool IsEmailValid(string email) { throw null; }
    }

    public class MimeGroup : AddressItem, IEnumerable<MimeRecipient>, IEnumerable
    {
        public MimeGroup() { }
        public MimeGroup(string displayName) { }
        public new Enumerator<MimeRecipient> GetEnumerator() { throw null; }
        IEnumerator<MimeRecipient> IEnumerable<MimeRecipient>.GetEnumerator() { throw null; }
    }

    public class MimeParameter : MimeNode
    {
        public MimeParameter(string name) { }
        public MimeParameter(string name, string value) { }
        public string Name { get { throw null; } }
        public string Value { get { throw null; } set { } }
        public bool TryGetValue(out string value) { throw null; }
    }

    public struct MimeParameterReader
    {
        public string Name { get { throw null; } }
        public string Value { get { throw null; } }
        public bool ReadNextParameter() { throw null; }
    }

    public struct MimeAddressReader
    {
        public bool IsGroup { get { throw null; } }
        public MimeAddressReader GroupRecipientReader { get { throw null; } }
        public string DisplayName { get { throw null; } }
        public string Email { get { throw null; } }
        public bool ReadNextAddress() { throw null; }
    }

    public struct MimeHeaderReader
    {
        public HeaderId HeaderId { get { throw null; } }
        public string Name { get { throw null; } }
        public bool IsAddressHeader { get { throw null; } }
        public MimeAddressReader AddressReader { get { throw null; } }
        public bool CanHaveParameters { get { throw null; } }
        public MimeParameterReader ParameterReader { get { throw null; } }
        public string Value { get { throw null; } }
        public DateTime ReadValueAsDateTime() { throw null; }
        public bool ReadNextHeader() { throw null; }
        public bool TryGetValue(out string value) { throw null; }
    }

    public class MimeReader : IDisposable
    {
        public MimeReader(Stream mime) { }
        public MimeReader(Stream mime, bool inferMime, DecodingOptions decodingOptions, MimeLimits mimeLimits) { }
        public long StreamOffset { get { throw null; } }
        public int PartDepth { get { throw null; } }
        public MimeHeaderReader HeaderReader { get { throw null; } }
        public bool IsMultipart { get { throw null; } }
        public bool IsEmbeddedMessage { get { throw null; } }
        public string ContentType { get { throw null; } }
        public bool IsInline { get { throw null; } }
        public string InlineFileName { get { throw null; } }
        public void Dispose() { }
        protected virtual void Dispose(bool disposing) { }
        public void Close() { }
        public bool ReadNextPart() { throw null; }
        public bool ReadFirstChildPart() { throw null; }
        public bool ReadNextSiblingPart() { throw null; }
        public void ReadHeaders() { }
        public void CopyOuterContentTo(Stream stream) { }
        public int ReadRawContent(byte[] buffer, int offset, int count) { throw null; }
        public int ReadContent(byte[] buffer, int offset, int count) { throw null; }
        public Stream GetContentReadStream() { throw null; }
        public bool TryGetContentReadStream(out Stream result) { throw null; }
        public Stream GetRawContentReadStream() { throw null; }
        public MimeReader GetEmbeddedMessageReader() { throw null; }
    }

    public class MimeWriter : IDisposable
    {
        public MimeWriter(Stream data) { }
        public MimeWriter(Stream data, bool forceMime, EncodingOptions encodingOptions) { }
        public int PartDepth { get { throw null; } }
        public int StreamOffset { get { throw null; } }
        public string PartBoundary { get { throw null; } }
        public void Dispose() { }
        protected virtual void Dispose(bool disposing) { }
        public virtual void Close() { }
        public void WritePart(MimeReader reader) { }
        public void WriteHeader(MimeHeaderReader reader) { }
        public void WriteContent(MimeReader reader) { }
        public void StartHeader(string name) { }
        public void StartHeader(HeaderId headerId) { }
        public void WriteHeaderValue(string value) { }
        public void WriteHeaderValue(DateTime value) { }
        public void WriteContent(byte[] buffer, int offset, int count) { }
        public void WriteContent(Stream sourceStream) { }
        public void WriteRawContent(byte[] buffer, int offset, int count) { }
        public void WriteRawContent(Stream sourceStream) { }
        public void EndContent() { }
        public void Flush() { }
        public void WriteHeader(string name, string value) { }
        public void WriteHeader(HeaderId headerId, string value) { }
        public void WriteParameter(string name, string value) { }
        public void WriteRecipient(string displayName, string address) { }
        public Stream GetRawContentWriteStream() { throw null; }
        public Stream GetContentWriteStream() { throw null; }
        public void StartPart() { }
        public void EndPart() { }
    }
}
