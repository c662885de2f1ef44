using System.Reflection.Metadata;
using System.Text;

/// <summary>UTF-8 by the WHATWG rule: every maximal ill-formed part becomes one U+FFFD. CoreCLR 2.2's own decoder differs.</summary>
sealed class WhatwgDecoder : MetadataStringDecoder
{
    public WhatwgDecoder() : base(Encoding.UTF8) { }

    public override unsafe string GetString(byte* bytes, int count)
    {
        var text = new StringBuilder(count);
        int needed = 0, lower = 0x80, upper = 0xBF, point = 0;
        for (int i = 0; i < count; i++)
        {
            int b = bytes[i];
            if (needed == 0)
            {
                if (b < 0x80) text.Append((char)b);
                else if (b >= 0xC2 && b <= 0xDF) { needed = 1; point = b & 0x1F; }
                else if (b >= 0xE0 && b <= 0xEF)
                {
                    if (b == 0xE0) lower = 0xA0;
                    if (b == 0xED) upper = 0x9F;
                    needed = 2; point = b & 0xF;
                }
                else if (b >= 0xF0 && b <= 0xF4)
                {
                    if (b == 0xF0) lower = 0x90;
                    if (b == 0xF4) upper = 0x8F;
                    needed = 3; point = b & 7;
                }
                else text.Append('\uFFFD');
                continue;
            }
            bool fits = b >= lower && b <= upper;
            lower = 0x80; upper = 0xBF;
            if (!fits) { needed = 0; text.Append('\uFFFD'); i--; continue; }
            point = (point << 6) | (b & 0x3F);
            if (--needed > 0) continue;
            if (point < 0x10000) text.Append((char)point);
            else text.Append((char)(0xD7C0 + (point >> 10))).Append((char)(0xDC00 + (point & 0x3FF)));
        }
        if (needed > 0) text.Append('\uFFFD');
        return text.ToString();
    }
}
