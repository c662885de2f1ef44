using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Mono.Cecil;

// Cecil's values and types in the notation of `txray dump attributes` (see ../README.md).
static class Text
{
    /// What was written so far: how many values of each kind.
    public static readonly SortedDictionary<string, int> Seen = new SortedDictionary<string, int>(StringComparer.Ordinal);

    public static void Values(StringBuilder line, CustomAttribute attribute)
    {
        line.Append(",\"fixed\":");
        List(line, attribute.ConstructorArguments, (argument) => Value(line, argument));
        var named = new List<KeyValuePair<string, CustomAttributeNamedArgument>>();
        foreach (var field in attribute.Fields) named.Add(new KeyValuePair<string, CustomAttributeNamedArgument>("field", field));
        foreach (var property in attribute.Properties) named.Add(new KeyValuePair<string, CustomAttributeNamedArgument>("property", property));
        line.Append(",\"named\":");
        List(line, named, (one) =>
        {
            Count("named");
            line.Append("{\"kind\":\"").Append(one.Key).Append("\",\"name\":");
            Quote(line, one.Value.Name);
            line.Append(",\"type\":");
            Quote(line, Name(one.Value.Argument.Type));
            line.Append(",\"value\":");
            Value(line, one.Value.Argument);
            line.Append('}');
        });
    }

    static void List<T>(StringBuilder line, ICollection<T> items, Action<T> write)
    {
        char before = '[';
        foreach (T item in items) { line.Append(before); write(item); before = ','; }
        line.Append(items.Count == 0 ? "[]" : "]");
    }

    static void Value(StringBuilder line, CustomAttributeArgument argument)
    {
        object value = argument.Value;
        Count(Kind(argument.Type, value));
        if (value == null) line.Append("null");
        else if (value is CustomAttributeArgument) Value(line, (CustomAttributeArgument)value); // boxed
        else if (value is CustomAttributeArgument[]) List(line, (CustomAttributeArgument[])value, (item) => Value(line, item));
        else if (value is TypeReference) Quote(line, Name((TypeReference)value));
        else if (value is string) Quote(line, (string)value);
        else if (value is char) Quote(line, value.ToString());
        else if (value is bool) line.Append((bool)value ? "true" : "false");
        else if (value is long || value is ulong) Quote(line, Convert.ToString(value, CultureInfo.InvariantCulture));
        else if (value is float || value is double) Real(line, Convert.ToDouble(value));
        else line.Append(Convert.ToInt64(value).ToString(CultureInfo.InvariantCulture));
    }

    static void Count(string kind)
    {
        int before;
        Seen.TryGetValue(kind, out before);
        Seen[kind] = before + 1;
    }

    static string Kind(TypeReference type, object value)
    {
        if (value == null) return "null";
        if (value is CustomAttributeArgument) return "boxed";
        if (value is CustomAttributeArgument[]) return "array";
        if (value is TypeReference) return "type";
        var text = value as string;
        if (text != null) return new List<char>(text).Exists((c) => c > '~') ? "string beyond ASCII" : "string";
        return type.IsPrimitive ? type.Name : "enum";
    }

    static void Real(StringBuilder line, double value)
    {
        if (double.IsNaN(value)) line.Append("\"NaN\"");
        else if (double.IsInfinity(value)) line.Append(value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
        else line.Append(value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture));
    }

    public static string Name(TypeReference type)
    {
        var instance = type as GenericInstanceType;
        if (instance != null) return Name(instance.ElementType) + "<" + string.Join(",", Names(instance.GenericArguments)) + ">";
        var array = type as ArrayType;
        if (array != null) return Name(array.ElementType) + "[" + new string(',', array.Rank - 1) + "]";
        if (type is PointerType) return Name(((PointerType)type).ElementType) + "*";
        if (type is ByReferenceType) return Name(((ByReferenceType)type).ElementType) + "&";
        string name = type.Namespace.Length == 0 ? type.Name : type.Namespace + "." + type.Name;
        return type.DeclaringType == null ? name : Name(type.DeclaringType) + "/" + name;
    }

    static IEnumerable<string> Names(IEnumerable<TypeReference> types)
    {
        foreach (TypeReference type in types) yield return Name(type);
    }

    // All but ASCII is escaped: a char may be half of a surrogate pair.
    public static void Quote(StringBuilder line, string text)
    {
        if (text == null) { line.Append("null"); return; }
        line.Append('"');
        foreach (char c in text)
        {
            if (c == '"' || c == '\\') line.Append('\\').Append(c);
            else if (c < ' ' || c > '~') line.Append("\\u").Append(((int)c).ToString("x4"));
            else line.Append(c);
        }
        line.Append('"');
    }
}
