using System;
using System.IO;
using System.Text;

namespace Microsoft.Exchange.Data.TextConverters
{
    public enum HeaderFooterFormat { Text = 0, Html = 1 }
    public enum TextExtractionMode { NormalConversion = 0, ExtractText = 1 }
    public enum ConverterStreamAccess { Read = 0, Write = 1 }

    public abstract class TextConverter
    {
        internal TextConverter() { }
        public int InputStreamBufferSize { get { throw null; } set { } }
        public int OutputStreamBufferSize { get { throw null; } set { } }
        public void Convert(Stream sourceStream, Stream destinationStream) { }
        public void Convert(Stream sourceStream, TextWriter destinationWriter) { }
        public void Convert(TextReader sourceReader, Stream destinationStream) { }
        public void Convert(TextReader sourceReader, TextWriter destinationWriter) { }
    }

    public class HtmlToText : TextConverter
    {
        public HtmlToText() { }
        public HtmlToText(TextExtractionMode mode) { }
        public TextExtractionMode TextExtractionMode { get { throw null; } }
        public Encoding InputEncoding { get { throw null; } set { } }
        public bool DetectEncodingFromMetaTag { get { throw null; } set { } }
        public Encoding OutputEncoding { get { throw null; } set { } }
        public bool Wrap { get { throw null; } set { } }
        public HeaderFooterFormat HeaderFooterFormat { get { throw null; } set { } }
        public string Header { get { throw null; } set { } }
        public string Footer { get { throw null; } set { } }
    }

    public class HtmlToHtml : TextConverter
    {
        public HtmlToHtml() { }
        public Encoding InputEncoding { get { throw null; } set { } }
        public Encoding OutputEncoding { get { throw null; } set { } }
        public bool NormalizeHtml { get { throw null; } set { } }
        public bool FilterHtml { get { throw null; } set { } }
        public HeaderFooterFormat HeaderFooterFormat { get { throw null; } set { } }
        public string Header { get { throw null; } set { } }
        public string Footer { get { throw null; } set { } }
        public bool OutputHtmlFragment { get { throw null; } set { } }
    }

    public class TextToText : TextConverter
    {
        public TextToText() { }
        public Encoding InputEncoding { get { throw null; } set { } }
        public Encoding OutputEncoding { get { throw null; } set { } }
        public HeaderFooterFormat HeaderFooterFormat { get { throw null; } set { } }
        public string Header { get { throw null; } set { } }
        public string Footer { get { throw null; } set { } }
    }

    public class TextToHtml : TextConverter
    {
        public TextToHtml() { }
        public Encoding InputEncoding { get { throw null; } set { } }
        public Encoding OutputEncoding { get { throw null; } set { } }
        public HeaderFooterFormat HeaderFooterFormat { get { throw null; } set { } }
        public string Header { get { throw null; } set { } }
        public string Footer { get { throw null; } set { } }
    }

    public class RtfToHtml : TextConverter
    {
        public RtfToHtml() { }
        public Encoding OutputEncoding { get { throw null; } set { } }
    }

    public class RtfToText : TextConverter
    {
        public RtfToText() { }
        public RtfToText(TextExtractionMode textExtractionMode) { }
        public Encoding OutputEncoding { get { throw null; } set { } }
        public HeaderFooterFormat HeaderFooterFormat { get { throw null; } set { } }
        public string Header { get { throw null; } set { } }
        public string Footer { get { throw null; } set { } }
    }

    public class RtfToRtf : TextConverter
    {
        public RtfToRtf() { }
        public HeaderFooterFormat HeaderFooterFormat { get { throw null; } set { } }
        public string Header { get { throw null; } set { } }
        public string Footer { get { throw null; } set { } }
    }

    public class ConverterStream : Stream
    {
        public ConverterStream(Stream stream, TextConverter converter, ConverterStreamAccess access) { }
        public ConverterStream(TextReader sourceReader, TextConverter converter) { }
        public ConverterStream(TextWriter destinationWriter, TextConverter converter) { }
        public override bool CanRead { get { throw null; } }
        public override bool CanWrite { get { throw null; } }
        public override bool CanSeek { get { throw null; } }
        public override long Length { get { throw null; } }
        public override long Position { get { throw null; } set { } }
        public override long Seek(long offset, SeekOrigin origin) { throw null; }
        public override void SetLength(long value) { }
        public override void Write(byte[] buffer, int offset, int count) { }
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) { throw null; }
    }

    public class ConverterReader : TextReader
    {
        public ConverterReader(Stream sourceStream, TextConverter converter) { }
        public ConverterReader(TextReader sourceReader, TextConverter converter) { }
        public override int Peek() { throw null; }
        public override int Read() { throw null; }
        public override int Read(char[] buffer, int index, int count) { throw null; }
    }
}
