using System;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

/// <summary>A type as custom attribute decoding sees it.</summary>
sealed class ValueType
{
    public string Name;
    public string Open;                      // of a name in the blob: without type arguments
    public string Assembly;                  // null: this module or the core library
    public PrimitiveTypeCode? Primitive;
    public ValueType Element;
    public string Serialized;                // as stored in the blob
    public TypeDefinitionHandle Definition;
}

/// <summary>Custom attribute values by System.Reflection.Metadata's decoder; enums resolved through <see cref="Enums"/>.</summary>
sealed class Attributes : ICustomAttributeTypeProvider<ValueType>
{
    readonly MetadataReader reader;
    readonly Notation notation;
    readonly Enums enums;
    readonly string folder;
    System.Collections.Generic.Dictionary<string, TypeDefinitionHandle> own;

    public Attributes(MetadataReader reader, Notation notation, Enums enums, string folder)
    {
        this.reader = reader; this.notation = notation; this.enums = enums; this.folder = folder;
    }

    public void Write(Json json, CustomAttributeHandle handle)
    {
        var attribute = reader.GetCustomAttribute(handle);
        json.Open('{').Key("token").Token(MetadataTokens.GetToken(handle));
        json.Key("parent").Token(MetadataTokens.GetToken(attribute.Parent));
        json.Key("type").Value(TypeName(attribute.Constructor));
        CustomAttributeValue<ValueType> value;
        try { value = attribute.DecodeValue(this); }
        catch (BadImageFormatException) { json.Key("error").Value("bad-blob").Close('}'); return; }
        catch (UnresolvedEnum e) { json.Key("unresolved").Value(true).Key("because").Value(e.Message).Close('}'); return; }
        json.Key("fixed").Open('[');
        foreach (var argument in value.FixedArguments) Value(json, argument.Type, argument.Value);
        json.Close(']').Key("named").Open('[');
        foreach (var argument in value.NamedArguments)
        {
            json.Open('{').Key("kind").Value(argument.Kind == CustomAttributeNamedArgumentKind.Field ? "field" : "property");
            json.Key("name").Value(argument.Name).Key("type").Value(argument.Type.Name).Key("value");
            Value(json, argument.Type, argument.Value);
            json.Close('}');
        }
        json.Close(']').Close('}');
    }

    string TypeName(EntityHandle constructor) => constructor.Kind == HandleKind.MethodDefinition
        ? notation.Owner(constructor)
        : notation.Owner(reader.GetMemberReference((MemberReferenceHandle)constructor).Parent);

    static void Value(Json json, ValueType type, object value)
    {
        if (value == null) json.Null();
        else if (value is ValueType) json.Value(ReflectionName.ToNotation(((ValueType)value).Serialized));
        else if (value is ImmutableArray<CustomAttributeTypedArgument<ValueType>>)
        {
            json.Open('[');
            foreach (var item in (ImmutableArray<CustomAttributeTypedArgument<ValueType>>)value) Value(json, item.Type, item.Value);
            json.Close(']');
        }
        else if (value is bool) json.Value((bool)value);
        else if (value is string) json.Value((string)value);
        else if (value is char) json.Value(value.ToString());
        else if (value is long || value is ulong) json.Value(value.ToString());
        else if (value is float || value is double) json.Float(Convert.ToDouble(value));
        else json.Value(Convert.ToInt64(value));
    }

    public ValueType GetPrimitiveType(PrimitiveTypeCode code) => new ValueType { Name = "System." + code, Primitive = code };
    public ValueType GetSystemType() => new ValueType { Name = "System.Type" };
    public bool IsSystemType(ValueType type) => type.Name == "System.Type";
    public ValueType GetSZArrayType(ValueType element) => new ValueType { Name = element.Name + "[]", Element = element };

    public ValueType GetTypeFromDefinition(MetadataReader r, TypeDefinitionHandle handle, byte kind) =>
        new ValueType { Name = notation.Type(handle), Definition = handle };

    public ValueType GetTypeFromReference(MetadataReader r, TypeReferenceHandle handle, byte kind)
    {
        var type = new ValueType { Name = notation.Type(handle) };
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        while (scope.Kind == HandleKind.TypeReference) scope = reader.GetTypeReference((TypeReferenceHandle)scope).ResolutionScope;
        if (scope.Kind == HandleKind.AssemblyReference)
            type.Assembly = reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name);
        return type;
    }

    public ValueType GetTypeFromSerializedName(string name)
    {
        if (name == null) return null;
        string full, assembly = null;
        int comma = Find(name, ',');
        full = comma < 0 ? name : name.Substring(0, comma);
        if (comma >= 0) assembly = name.Substring(comma + 1).Split(',')[0].Trim();
        int bracket = Find(full, '[');
        string open = ReflectionName.ToNotation(bracket < 0 ? full : full.Substring(0, bracket));
        return new ValueType { Name = ReflectionName.ToNotation(full), Open = open, Assembly = assembly, Serialized = name };
    }

    /// <summary>The first of these outside brackets that is not escaped: the comma before the assembly part, the bracket before type arguments.</summary>
    static int Find(string name, char wanted)
    {
        int brackets = 0;
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\') i++;
            else if (name[i] == wanted && brackets == 0) return i;
            else if (name[i] == '[') brackets++;
            else if (name[i] == ']') brackets--;
        }
        return -1;
    }

    public PrimitiveTypeCode GetUnderlyingEnumType(ValueType type)
    {
        if (type == null || type.Name.Length == 0) throw new BadImageFormatException("an enum without a name");
        string name = type.Open ?? type.Name;
        if (type.Definition.IsNil && (type.Assembly == null || type.Assembly == OwnName())) Own().TryGetValue(name, out type.Definition);
        if (!type.Definition.IsNil) return Enums.Underlying(reader, type.Definition, name);
        return enums.Underlying(folder, type.Assembly, name);
    }

    string OwnName() => reader.IsAssembly ? reader.GetString(reader.GetAssemblyDefinition().Name) : null;

    System.Collections.Generic.Dictionary<string, TypeDefinitionHandle> Own()
    {
        if (own != null) return own;
        own = new System.Collections.Generic.Dictionary<string, TypeDefinitionHandle>();
        foreach (var handle in reader.TypeDefinitions) own[notation.Type(handle)] = handle;
        return own;
    }
}
