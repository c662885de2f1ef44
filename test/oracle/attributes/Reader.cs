// Prints the custom attributes of every file of a list as Mono.Cecil reads them, in the form and order of `txray dump attributes`:
//   file FILE          then its lines, one a row of the table
//   unread FILE WHY    Cecil cannot open the file
//   seen KIND COUNT    at the end: how many values of which kind it has given
// A row whose values Cecil does not give has `undecided` in their place, with the reason. Cecil keeps fields and properties apart,
// so all fields of `named` come first. Usage: Reader.exe LIST FOLDER:FOLDER…, where enums of other assemblies are looked for.
using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Text;
using Mono.Cecil;
using Mono.Collections.Generic;
using ICustomAttributeProvider = Mono.Cecil.ICustomAttributeProvider;

static class Reader
{
    static void Main(string[] arguments)
    {
        Libraries.Folders = arguments[1].Split(':');
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
        foreach (string file in File.ReadAllLines(arguments[0]))
        {
            ModuleDefinition module;
            try { module = Libraries.Read(file); }
            catch (Exception e) { output.WriteLine("unread\t" + file + "\t" + e.GetType().Name); continue; }
            output.WriteLine("file\t" + file);
            foreach (string line in Lines(module).Values) output.WriteLine(line);
            module.Dispose();
        }
        foreach (var kind in Text.Seen) output.WriteLine("seen\t" + kind.Key + "\t" + kind.Value);
        output.Flush();
    }

    // Cecil's public face shows attributes by their owner, without their rows, and those of TypeRefs, AssemblyRefs and others not at
    // all. Its own reader has rows and owners of all.
    static SortedDictionary<uint, string> Lines(ModuleDefinition module)
    {
        object reader = Field(module, "reader"), system = Field(module, "MetadataSystem");
        reader.GetType().GetMethod("InitializeCustomAttributes", Hidden).Invoke(reader, null);
        var read = (Func<ICustomAttributeProvider, Collection<CustomAttribute>>)Delegate.CreateDelegate(
            typeof(Func<ICustomAttributeProvider, Collection<CustomAttribute>>), reader, "ReadCustomAttributes");
        var lines = new SortedDictionary<uint, string>();
        var ranges = new List<KeyValuePair<MetadataToken, Array>>();
        foreach (DictionaryEntry entry in (IDictionary)Field(system, "CustomAttributes"))
            ranges.Add(new KeyValuePair<MetadataToken, Array>((MetadataToken)entry.Key, (Array)entry.Value));
        foreach (var owner in ranges)
        {
            Collection<CustomAttribute> attributes = null;
            string failure = null;
            try { attributes = read(new Owner { MetadataToken = owner.Key }); }
            catch (Exception e) { failure = e.GetType().Name; }
            int next = 0;
            foreach (object range in owner.Value)
                for (uint row = (uint)Field(range, "Start"), end = row + (uint)Field(range, "Length"); row < end; row++)
                    lines[row] = Line(row, owner.Key, failure == null ? attributes[next++] : null, failure);
        }
        return lines;
    }

    static string Line(uint row, MetadataToken owner, CustomAttribute attribute, string failure)
    {
        var head = new StringBuilder("{\"token\":\"0x").Append((0x0c000000 | row).ToString("x8"));
        head.Append("\",\"parent\":\"0x").Append(owner.ToUInt32().ToString("x8")).Append("\"");
        if (attribute != null)
        {
            head.Append(",\"type\":");
            Text.Quote(head, Text.Name(attribute.Constructor.DeclaringType));
            Libraries.NotFound = null;
            try
            {
                var values = new StringBuilder();
                Text.Values(values, attribute);
                // Cecil swallows its ResolutionException and gives no arguments at all.
                if (attribute.IsResolved) return head.Append(values).Append('}').ToString();
                failure = "enum not found: " + Libraries.NotFound;
            }
            catch (Exception e) { failure = e.GetType().Name; }
        }
        head.Append(",\"undecided\":");
        Text.Quote(head, failure);
        return head.Append('}').ToString();
    }

    const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    static object Field(object of, string name)
    {
        FieldInfo field = of.GetType().GetField(name, Hidden);
        if (field == null) throw new MissingFieldException(of.GetType().Name, name);
        return field.GetValue(of);
    }

    sealed class Owner : ICustomAttributeProvider
    {
        public MetadataToken MetadataToken { get; set; }
        public bool HasCustomAttributes { get { return true; } }
        public Collection<CustomAttribute> CustomAttributes { get { return null; } }
    }
}
