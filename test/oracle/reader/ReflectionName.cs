using System.Text;

// A type name as reflection writes it ("N.Outer+Inner`1[[System.String, mscorlib]][], Lib") in the notation of the dump, without the assembly.
static class ReflectionName
{
    public static string ToNotation(string text)
    {
        if (text == null || text.Length > 16384) return text;
        int at = 0;
        return Type(text, ref at, 0);
    }

    static string Type(string text, ref int at, int depth)
    {
        var name = new StringBuilder();
        while (at < text.Length && "[],&*".IndexOf(text[at]) < 0)
        {
            if (text[at] == '\\') { at++; if (at < text.Length) name.Append(text[at]); }
            else name.Append(text[at] == '+' ? '/' : text[at]);
            at++;
        }
        var result = new StringBuilder(name.ToString().Trim());
        while (at < text.Length)
        {
            if (text[at] == '*' || text[at] == '&') { result.Append(text[at++]); continue; }
            if (text[at] != '[') break;
            int end = text.IndexOf(']', at);
            string inside = end < 0 ? null : text.Substring(at + 1, end - at - 1);
            if (inside != null && (inside == "*" || inside.Replace(",", "") == ""))
            {
                result.Append(inside == "*" ? "[]" : "[" + inside + "]");
                at = end + 1;
            }
            else if (depth > 64) break;
            else Arguments(text, ref at, depth, result);
        }
        return result.ToString();
    }

    static void Arguments(string text, ref int at, int depth, StringBuilder result)
    {
        result.Append('<');
        bool first = true;
        at++;
        while (at < text.Length && text[at] != ']')
        {
            if (!first) result.Append(',');
            first = false;
            if (text[at] == '[')
            {
                at++;
                result.Append(Type(text, ref at, depth + 1));
                int end = text.IndexOf(']', at);
                at = end < 0 ? text.Length : end + 1;
            }
            else result.Append(Type(text, ref at, depth + 1));
            while (at < text.Length && (text[at] == ',' || text[at] == ' ')) at++;
        }
        at++;
        result.Append('>');
    }
}
