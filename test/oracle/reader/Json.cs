using System.Globalization;
using System.Text;

/// <summary>Writes one JSON line the way JSON.stringify would, so that equal lines are usually equal bytes.</summary>
sealed class Json
{
    readonly StringBuilder text = new StringBuilder(4096);
    bool comma;

    public override string ToString() => text.ToString();
    public void CopyTo(StringBuilder target) => target.Append(text);
    public Json Clear() { text.Clear(); comma = false; return this; }

    void Separate() { if (comma) text.Append(','); comma = true; }
    public Json Open(char bracket) { Separate(); text.Append(bracket); comma = false; return this; }
    public Json Close(char bracket) { text.Append(bracket); comma = true; return this; }
    public Json Key(string name) { Separate(); Quote(name); text.Append(':'); comma = false; return this; }

    public Json Null() { Separate(); text.Append("null"); return this; }
    public Json Value(bool value) { Separate(); text.Append(value ? "true" : "false"); return this; }
    public Json Value(long value) { Separate(); text.Append(value.ToString(CultureInfo.InvariantCulture)); return this; }
    /// <summary>A number where JSON has one, else its name.</summary>
    public Json Float(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value)) return Value(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        Separate();
        text.Append(value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture));
        return this;
    }
    public Json Value(string value)
    {
        if (value == null) return Null();
        Separate();
        Quote(value);
        return this;
    }
    public Json Token(int token)
    {
        Separate();
        text.Append("\"0x").Append(((uint)token).ToString("x8")).Append('"');
        return this;
    }

    void Quote(string value)
    {
        text.Append('"');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (c == '"' || c == '\\') text.Append('\\').Append(c);
            else if (c >= 0x20 && !char.IsSurrogate(c)) text.Append(c);
            else if (c == '\b') text.Append("\\b");
            else if (c == '\t') text.Append("\\t");
            else if (c == '\n') text.Append("\\n");
            else if (c == '\f') text.Append("\\f");
            else if (c == '\r') text.Append("\\r");
            else if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                text.Append(c).Append(value[++i]);
            else text.Append("\\u").Append(((int)c).ToString("x4"));
        }
        text.Append('"');
    }
}
