using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

/// <summary>An enum's definition cannot be found: its values cannot be decoded with certainty.</summary>
sealed class UnresolvedEnum : Exception
{
    public UnresolvedEnum(string name) : base(name) { }
}

/// <summary>Finds the underlying type of enums in other assemblies: the file's own folder first, then the search folders.</summary>
sealed class Enums
{
    const int MaxForwards = 8;

    sealed class Library
    {
        public MetadataReader Reader;
        public readonly Dictionary<string, TypeDefinitionHandle> Types = new Dictionary<string, TypeDefinitionHandle>();
        public readonly Dictionary<string, string> Forwards = new Dictionary<string, string>(); // type to assembly
    }

    readonly string[] folders;
    readonly Dictionary<string, Library> libraries = new Dictionary<string, Library>();
    readonly List<PEReader> open = new List<PEReader>(); // the readers point into these

    public Enums(string[] folders) { this.folders = folders; }

    /// <param name="assembly">Simple name; null when the name carried none: then the core library is meant.</param>
    public PrimitiveTypeCode Underlying(string folder, string assembly, string type)
    {
        foreach (string start in assembly == null ? new[] { "mscorlib", "System.Private.CoreLib" } : new[] { assembly })
        {
            string name = start;
            for (int hop = 0; name != null && hop < MaxForwards; hop++)
            {
                string next = null;
                foreach (var library in Candidates(folder, name))
                {
                    TypeDefinitionHandle handle;
                    if (library.Types.TryGetValue(type, out handle)) return Underlying(library.Reader, handle, type);
                    if (next == null) library.Forwards.TryGetValue(type.Split('/')[0], out next);
                }
                name = next;
            }
        }
        throw new UnresolvedEnum(assembly + " " + type);
    }

    public static PrimitiveTypeCode Underlying(MetadataReader reader, TypeDefinitionHandle handle, string name)
    {
        foreach (var fieldHandle in reader.GetTypeDefinition(handle).GetFields())
        {
            var field = reader.GetFieldDefinition(fieldHandle);
            if ((field.Attributes & System.Reflection.FieldAttributes.Static) != 0) continue;
            var blob = reader.GetBlobReader(field.Signature);
            if (blob.Length == 2 && blob.ReadByte() == 0x06) return (PrimitiveTypeCode)blob.ReadByte();
        }
        throw new UnresolvedEnum(name + " is no enum");
    }

    IEnumerable<Library> Candidates(string folder, string assembly)
    {
        foreach (string place in Places(folder))
            foreach (string extension in new[] { ".dll", ".exe" })
            {
                var library = Load(Path.Combine(place, assembly + extension));
                if (library != null) yield return library;
            }
    }

    IEnumerable<string> Places(string folder)
    {
        yield return folder;
        if (folder.EndsWith("/Facades")) yield return Path.GetDirectoryName(folder);
        else yield return Path.Combine(folder, "Facades");
        // Search folders on the same side (mono or the SDK) as the file come first.
        foreach (bool near in new[] { true, false })
            foreach (string place in folders)
                if (near == SameSide(place, folder)) yield return place;
    }

    static bool SameSide(string a, string b) => a.Contains("/lib/mono") == b.Contains("/lib/mono");

    Library Load(string path)
    {
        Library library;
        if (libraries.TryGetValue(path, out library)) return library;
        libraries[path] = null;
        if (!File.Exists(path)) return null;
        try
        {
            var pe = new PEReader(new MemoryStream(File.ReadAllBytes(path)), PEStreamOptions.PrefetchEntireImage);
            if (!pe.HasMetadata) return null;
            open.Add(pe);
            var reader = pe.GetMetadataReader(MetadataReaderOptions.None);
            var notation = new Notation(reader);
            library = new Library { Reader = reader };
            foreach (var handle in reader.TypeDefinitions)
            {
                string name = notation.Type(handle);
                if (!library.Types.ContainsKey(name)) library.Types[name] = handle;
            }
            foreach (var handle in reader.ExportedTypes)
            {
                var type = reader.GetExportedType(handle);
                if (type.Implementation.Kind != HandleKind.AssemblyReference) continue;
                string space = reader.GetString(type.Namespace), name = reader.GetString(type.Name);
                var target = reader.GetAssemblyReference((AssemblyReferenceHandle)type.Implementation);
                library.Forwards[space.Length == 0 ? name : space + "." + name] = reader.GetString(target.Name);
            }
        }
        catch (BadImageFormatException) { return null; }
        return libraries[path] = library;
    }
}
