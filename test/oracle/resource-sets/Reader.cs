// Prints every entry of every .resources set in the files of a list, as mono's own ResourceReader gives it:
//   set FILE RESOURCE
//   entry NAME(hex of UTF-16) TYPE LENGTH SHA-1      the value as it is stored, with its length where it has one
// Usage: Reader.exe LIST
using System;
using System.Collections;
using System.IO;
using System.Resources;
using System.Security.Cryptography;
using System.Text;
using Mono.Cecil;

static class Reader
{
    static void Main(string[] arguments)
    {
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
        foreach (string file in File.ReadAllLines(arguments[0]))
        {
            ModuleDefinition module;
            try { module = ModuleDefinition.ReadModule(file); }
            catch (Exception) { continue; }
            foreach (Resource resource in module.Resources)
            {
                var embedded = resource as EmbeddedResource;
                if (embedded == null) continue;
                byte[] data = embedded.GetResourceData();
                if (data.Length < 4 || BitConverter.ToUInt32(data, 0) != 0xBEEFCACE) continue;
                output.WriteLine("set\t" + file + "\t" + embedded.Name);
                PrintEntries(output, data);
            }
            module.Dispose();
        }
        output.Flush();
    }

    static void PrintEntries(TextWriter output, byte[] data)
    {
        using (var reader = new ResourceReader(new MemoryStream(data)))
        {
            IDictionaryEnumerator entries = reader.GetEnumerator();
            while (entries.MoveNext())
            {
                string name = (string)entries.Key, type;
                byte[] value;
                reader.GetResourceData(name, out type, out value);
                using (SHA1 sha1 = SHA1.Create())
                    output.WriteLine("entry\t" + Hex(Encoding.Unicode.GetBytes(name)) + "\t" + type + "\t" + value.Length + "\t" + Hex(sha1.ComputeHash(value)));
            }
        }
    }

    static string Hex(byte[] bytes) { return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant(); }
}
