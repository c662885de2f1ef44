using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using Microsoft.Exchange.Data.Mime;

namespace Microsoft.Exchange.Data.Transport.Email
{
    public enum AttachmentType { Regular = 0, Inline = 1 }
    public enum BodyFormat { None = 0, Text = 1, Rtf = 2, Html = 3 }
    public enum Importance { Normal = 0, High = 1, Low = 2 }
    public enum MessageSecurityType { None = 0, ClearSigned = 1, OpaqueSigned = 2, Encrypted = 3 }
    public enum Priority { Normal = 0, Urgent = 1, NonUrgent = 2 }
    public enum Sensitivity { None = 0, Personal = 1, Private = 2, CompanyConfidential = 3 }

    public class Attachment
    {
        internal Attachment() { }
        public string ContentType { get { throw null; } set { } }
        public bool IsOleAttachment { get { throw null; } }
        public AttachmentType AttachmentType { get { throw null; } }
        public EmailMessage EmbeddedMessage { get { throw null; } set { } }
        public MimePart MimePart { get { throw null; } }
        public string FileName { get { throw null; } set { } }
        public Stream GetContentReadStream() { throw null; }
        public bool TryGetContentReadStream(out Stream result) { throw null; }
        public Stream GetContentWriteStream() { throw null; }
    }

    public class AttachmentCollection : IEnumerable<Attachment>, IEnumerable
    {
        internal AttachmentCollection() { }
        public int Count { get { throw null; } }
        public Attachment this[int index] { get { throw null; } }
        public Attachment Add() { throw null; }
        public Attachment Add(string fileName) { throw null; }
        public Attachment Add(string fileName, string contentType) { throw null; }
        public bool Remove(Attachment attachment) { throw null; }
        public void Clear() { }
        public Enumerator GetEnumerator() { throw null; }
        IEnumerator<Attachment> IEnumerable<Attachment>.GetEnumerator() { throw null; }
        IEnumerator IEnumerable.GetEnumerator() { throw null; }

        public struct Enumerator : IEnumerator<Attachment>, IDisposable, IEnumerator
        {
            public Attachment Current { get { throw null; } }
            object IEnumerator.Current { get { throw null; } }
            public bool MoveNext() { throw null; }
            public void Reset() { }
            public void Dispose() { }
        }
    }

    public class Body
    {
        internal Body() { }
        public BodyFormat BodyFormat { get { throw null; } }
        public string CharsetName { get { throw null; } }
        public MimePart MimePart { get { throw null; } }
        public bool IsBodyDefined { get { throw null; } }
        public bool ConversionNeeded(int[] validCodepages) { throw null; }
        public Stream GetContentReadStream() { throw null; }
        public Stream GetContentReadStreamOrNull() { throw null; }
        public bool TryGetContentReadStream(out Stream stream) { throw null; }
        public Stream GetContentWriteStream() { throw null; }
        public Stream GetContentWriteStream(string charsetName) { throw null; }
    }

    public class EmailMessage : IDisposable
    {
        internal EmailMessage() { }
        public EmailRecipient From { get { throw null; } set { } }
        public EmailRecipientCollection To { get { throw null; } }
        public EmailRecipientCollection Cc { get { throw null; } }
        public EmailRecipientCollection Bcc { get { throw null; } }
        public EmailRecipientCollection ReplyTo { get { throw null; } }
        public EmailRecipient DispositionNotificationTo { get { throw null; } set { } }
        public EmailRecipient Sender { get { throw null; } set { } }
        public DateTime Date { get { throw null; } set { } }
        public DateTime Expires { get { throw null; } set { } }
        public DateTime ReplyBy { get { throw null; } set { } }
        public string Subject { get { throw null; } set { } }
        public string MessageId { get { throw null; } set { } }
        public Importance Importance { get { throw null; } set { } }
        public Priority Priority { get { throw null; } set { } }
        public Sensitivity Sensitivity { get { throw null; } set { } }
        public string MapiMessageClass { get { throw null; } }
        public MimeDocument MimeDocument { get { throw null; } }
        public MimePart RootPart { get { throw null; } }
        public MimePart CalendarPart { get { throw null; } }
        public MimePart TnefPart { get { throw null; } }
        public Body Body { get { throw null; } }
        public AttachmentCollection Attachments { get { throw null; } }
        public bool IsInterpersonalMessage { get { throw null; } }
        public bool IsSystemMessage { get { throw null; } }
        public bool IsOpaqueMessage { get { throw null; } }
        public MessageSecurityType MessageSecurityType { get { throw null; } }
        public static EmailMessage Create() { throw null; }
        public static EmailMessage Create(BodyFormat bodyFormat) { throw null; }
        public static EmailMessage Create(BodyFormat bodyFormat, bool createAlternative) { throw null; }
        public static EmailMessage Create(BodyFormat bodyFormat, bool createAlternative, string charsetName) { throw null; }
        public static EmailMessage Create(MimeDocument mimeDocument) { throw null; }
        public static EmailMessage Create(Stream source) { throw null; }
        public void Normalize() { }
        public void Normalize(bool allowUTF8) { }
        public void Dispose() { }
        protected virtual void Dispose(bool disposing) { }
    }

    public class EmailRecipient
    {
        public EmailRecipient(string displayName, string smtpAddress) { }
        public string DisplayName { get { throw null; } set { } }
        public string SmtpAddress { get { throw null; } set { } }
        public string NativeAddress { get { throw null; } set { } }
        public string NativeAddressType { get { throw null; } set { } }
    }

    public class EmailRecipientCollection : IEnumerable<EmailRecipient>, IEnumerable
    {
        internal EmailRecipientCollection() { }
        public int Count { get { throw null; } }
        public EmailRecipient this[int index] { get { throw null; } }
        public void Add(EmailRecipient recipient) { }
        public void Clear() { }
        public Enumerator GetEnumerator() { throw null; }
        IEnumerator<EmailRecipient> IEnumerable<EmailRecipient>.GetEnumerator() { throw null; }
        IEnumerator IEnumerable.GetEnumerator() { throw null; }
        public bool Remove(EmailRecipient recipient) { throw null; }

        public struct Enumerator : IEnumerator<EmailRecipient>, IDisposable, IEnumerator
        {
            public EmailRecipient Current { get { throw null; } }
            object IEnumerator.Current { get { throw null; } }
            public bool MoveNext() { throw null; }
            public void Reset() { }
            public void Dispose() { }
        }
    }
}
