using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

/// <summary>One file, printed section by section as `txray dump` prints it.</summary>
sealed class Sections
{
    public static readonly string[] Names =
        { "tables", "types", "methods", "members", "strings", "il", "attributes", "resources", "imports", "references" };

    // ECMA-335's names in table order; the edit-and-continue tables by their CLR names.
    static readonly string[] tables = (
        "Module TypeRef TypeDef FieldPtr Field MethodPtr MethodDef ParamPtr Param InterfaceImpl MemberRef Constant CustomAttribute " +
        "FieldMarshal DeclSecurity ClassLayout FieldLayout StandAloneSig EventMap EventPtr Event PropertyMap PropertyPtr Property " +
        "MethodSemantics MethodImpl ModuleRef TypeSpec ImplMap FieldRVA ENCLog ENCMap Assembly AssemblyProcessor AssemblyOS " +
        "AssemblyRef AssemblyRefProcessor AssemblyRefOS File ExportedType ManifestResource NestedClass GenericParam MethodSpec " +
        "GenericParamConstraint").Split(' ');

    readonly PEReader pe;
    readonly MetadataReader reader;
    readonly Notation notation;
    readonly Attributes attributes;
    readonly Json json = new Json();

    public unsafe Sections(PEReader pe, Enums enums, string folder)
    {
        if (!pe.HasMetadata) throw new BadImageFormatException("no metadata");
        this.pe = pe;
        var metadata = pe.GetMetadata();
        reader = new MetadataReader(metadata.Pointer, metadata.Length, MetadataReaderOptions.None, new WhatwgDecoder());
        notation = new Notation(reader);
        attributes = new Attributes(reader, notation, enums, folder);
    }

    public void Write(string section, TextWriter output)
    {
        switch (section)
        {
            case "tables": Tables(output); break;
            case "types": Each(output, reader.TypeDefinitions, h => h, Type); break;
            case "methods": Each(output, reader.MethodDefinitions, h => h, Method); break;
            case "members": Each(output, reader.MemberReferences, h => h, Member); break;
            case "strings": Strings(output); break;
            case "il": Each(output, reader.MethodDefinitions, h => h, Body); break;
            case "attributes": Each(output, reader.CustomAttributes, h => h, h => attributes.Write(json, h)); break;
            case "resources": Each(output, reader.ManifestResources, h => h, Resource); break;
            case "imports": Imports(output); break;
            case "references": Each(output, reader.AssemblyReferences, h => h, Reference); break;
            default: throw new ArgumentException("unknown section " + section);
        }
    }

    /// <summary>One line a row; a row that System.Reflection.Metadata cannot read is marked for the comparer to skip.</summary>
    void Each<T>(TextWriter output, IEnumerable<T> rows, Func<T, Handle> handle, Action<T> write)
    {
        foreach (var row in rows)
        {
            json.Clear();
            try { write(row); }
            catch (Exception e)
            {
                json.Clear().Open('{').Key("token").Token(MetadataTokens.GetToken((EntityHandle)handle(row)));
                json.Key("unresolved").Value(true).Key("because").Value(e.GetType().Name + ": " + e.Message).Close('}');
            }
            Line(output);
        }
    }

    void Line(TextWriter output)
    {
        string line = json.ToString();
        if (line.Length > 0) { output.Write(line); output.Write('\n'); }
    }

    void Tables(TextWriter output)
    {
        for (int i = 0; i < tables.Length; i++)
        {
            int rows = reader.GetTableRowCount((TableIndex)i);
            if (rows == 0) continue;
            json.Clear().Open('{').Key("table").Value(tables[i]).Key("rows").Value(rows).Close('}');
            Line(output);
        }
    }

    void Type(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle)).Key("name").Value(notation.Type(handle));
        json.Key("base").Value(type.BaseType.IsNil ? null : notation.Type(type.BaseType)).Key("interfaces").Open('[');
        foreach (var i in type.GetInterfaceImplementations()) json.Value(notation.Type(reader.GetInterfaceImplementation(i).Interface));
        json.Close(']').Close('}');
    }

    void Method(MethodDefinitionHandle handle)
    {
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle)).Key("name").Value(notation.Method(handle));
        json.Key("rva").Value((uint)reader.GetMethodDefinition(handle).RelativeVirtualAddress).Close('}');
    }

    void Member(MemberReferenceHandle handle) =>
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle)).Key("name").Value(notation.Member(handle)).Close('}');

    unsafe void Strings(TextWriter output)
    {
        int size = reader.GetHeapSize(HeapIndex.UserString);
        if (size == 0) return;
        var blob = new BlobReader(reader.MetadataPointer + reader.GetHeapMetadataOffset(HeapIndex.UserString), size);
        while (blob.RemainingBytes > 0)
        {
            int index = blob.Offset, length;
            if (!blob.TryReadCompressedInteger(out length) || length > blob.RemainingBytes) return;
            if (length == 0) continue;
            var text = new char[length / 2];
            for (int i = 0; i < text.Length; i++) text[i] = (char)blob.ReadUInt16();
            if (length % 2 == 1) blob.ReadByte();
            json.Clear().Open('{').Key("token").Token(0x70000000 | index).Key("value").Value(new string(text)).Close('}');
            Line(output);
        }
    }

    void Body(MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        bool il = (method.ImplAttributes & MethodImplAttributes.CodeTypeMask) == MethodImplAttributes.IL;
        if (method.RelativeVirtualAddress == 0 || !il) return;
        var body = pe.GetMethodBody(method.RelativeVirtualAddress);
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle)).Key("maxStack").Value(body.MaxStack);
        json.Key("handlers").Value(body.ExceptionRegions.Length).Key("code");
        Il.Write(json, body.GetILBytes());
        json.Close('}');
    }

    void Resource(ManifestResourceHandle handle)
    {
        var resource = reader.GetManifestResource(handle);
        bool isPublic = (resource.Attributes & ManifestResourceAttributes.VisibilityMask) == ManifestResourceAttributes.Public;
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle)).Key("name").Value(reader.GetString(resource.Name));
        json.Key("public").Value(isPublic).Key("offset").Value((uint)resource.Offset).Key("size");
        if (resource.Implementation.IsNil) Size((uint)resource.Offset); else json.Null();
        json.Key("location").Value(Location(resource.Implementation)).Close('}');
    }

    /// <summary>The length prefix as stored, whatever follows it; null when the prefix itself is not in the file.</summary>
    void Size(uint offset)
    {
        var directory = pe.PEHeaders.CorHeader.ResourcesDirectory;
        var block = pe.GetSectionData(directory.RelativeVirtualAddress);
        if (directory.RelativeVirtualAddress == 0 || offset + 4L > block.Length) json.Null();
        else json.Value(block.GetReader((int)offset, 4).ReadUInt32());
    }

    string Location(EntityHandle where)
    {
        if (where.IsNil) return null;
        if (where.Kind == HandleKind.AssemblyFile) return reader.GetString(reader.GetAssemblyFile((AssemblyFileHandle)where).Name);
        return reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)where).Name);
    }

    /// <summary>The ImplMap rows themselves, which the reader shows only from the method's side.</summary>
    unsafe void Imports(TextWriter output)
    {
        int size = reader.GetTableRowSize(TableIndex.ImplMap);
        int stringSize = reader.GetTableRowSize(TableIndex.ModuleRef); // a ModuleRef is one string index
        int moduleSize = reader.GetTableRowCount(TableIndex.ModuleRef) < 0x10000 ? 2 : 4;
        int memberSize = size - 2 - stringSize - moduleSize;
        byte* row = reader.MetadataPointer + reader.GetTableMetadataOffset(TableIndex.ImplMap);
        for (int i = reader.GetTableRowCount(TableIndex.ImplMap); i > 0; i--, row += size)
        {
            var columns = new BlobReader(row + 2, size - 2);
            uint member = Index(ref columns, memberSize), name = Index(ref columns, stringSize), module = Index(ref columns, moduleSize);
            json.Clear().Open('{').Key("method").Token((int)(((member & 1) == 0 ? 0x04000000u : 0x06000000u) | (member >> 1)));
            json.Key("module").Value(reader.GetString(reader.GetModuleReference(MetadataTokens.ModuleReferenceHandle((int)module)).Name));
            json.Key("function").Value(reader.GetString(MetadataTokens.StringHandle((int)name))).Close('}');
            Line(output);
        }
    }

    static uint Index(ref BlobReader columns, int size) => size == 2 ? columns.ReadUInt16() : columns.ReadUInt32();

    void Reference(AssemblyReferenceHandle handle)
    {
        var reference = reader.GetAssemblyReference(handle);
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle)).Key("name").Value(reader.GetString(reference.Name));
        json.Key("version").Value(reference.Version.ToString()).Key("culture").Value(reader.GetString(reference.Culture));
        byte[] key = reader.GetBlobBytes(reference.PublicKeyOrToken);
        if ((reference.Flags & AssemblyFlags.PublicKey) != 0 && key.Length > 0)
        {
            byte[] hash = Sha1.Hash(key);
            key = new byte[8];
            for (int i = 0; i < 8; i++) key[i] = hash[19 - i];
        }
        string token = key.Length == 0 ? null : BitConverter.ToString(key).Replace("-", "").ToLowerInvariant();
        json.Key("publicKeyToken").Value(token).Close('}');
    }
}
