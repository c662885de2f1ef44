using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

/// <summary>Names of types and members in txray's notation, from System.Reflection.Metadata's signature decoder.</summary>
sealed class Notation : ISignatureTypeProvider<string, object>
{
    const int MaxDepth = 100; // nesting of names and TypeSpecs; only cycles go deeper

    readonly MetadataReader reader;
    readonly Dictionary<int, string> names = new Dictionary<int, string>();
    int depth;

    public Notation(MetadataReader reader) { this.reader = reader; }

    /// <summary>A TypeDef, TypeRef or TypeSpec; an ExportedType never occurs here.</summary>
    public string Type(EntityHandle handle)
    {
        int token = MetadataTokens.GetToken(handle);
        string name;
        if (names.TryGetValue(token, out name)) return name;
        if (++depth > MaxDepth) { depth = 0; throw new BadImageFormatException("names nest too deeply"); }
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                var definition = reader.GetTypeDefinition((TypeDefinitionHandle)handle);
                name = Qualify(reader.GetString(definition.Namespace), reader.GetString(definition.Name));
                var outer = definition.GetDeclaringType();
                if (!outer.IsNil) name = Type(outer) + "/" + name;
                break;
            case HandleKind.TypeReference:
                var reference = reader.GetTypeReference((TypeReferenceHandle)handle);
                name = Qualify(reader.GetString(reference.Namespace), reader.GetString(reference.Name));
                if (reference.ResolutionScope.Kind == HandleKind.TypeReference) name = Type(reference.ResolutionScope) + "/" + name;
                break;
            case HandleKind.TypeSpecification:
                name = reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, null);
                break;
            default:
                throw new BadImageFormatException("not a type: " + handle.Kind);
        }
        depth--;
        return names[token] = name;
    }

    public string Method(MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        return Method(method.DecodeSignature(this, null), Type(method.GetDeclaringType()), reader.GetString(method.Name));
    }

    public string Member(MemberReferenceHandle handle)
    {
        var member = reader.GetMemberReference(handle);
        string owner = Owner(member.Parent), name = reader.GetString(member.Name);
        return member.GetKind() == MemberReferenceKind.Field
            ? member.DecodeFieldSignature(this, null) + " " + owner + "::" + name
            : Method(member.DecodeMethodSignature(this, null), owner, name);
    }

    public string Owner(EntityHandle parent)
    {
        if (parent.Kind == HandleKind.ModuleReference) return "[module]";
        if (parent.Kind != HandleKind.MethodDefinition) return Type(parent);
        return Type(reader.GetMethodDefinition((MethodDefinitionHandle)parent).GetDeclaringType());
    }

    static string Method(MethodSignature<string> signature, string owner, string name)
    {
        string arity = signature.GenericParameterCount > 0 ? "`" + signature.GenericParameterCount : "";
        return signature.ReturnType + " " + owner + "::" + name + arity + Parameters(signature);
    }

    static string Parameters(MethodSignature<string> signature) => "(" + string.Join(",", signature.ParameterTypes) + ")";
    static string Qualify(string space, string name) => space.Length == 0 ? name : space + "." + name;

    public string GetPrimitiveType(PrimitiveTypeCode code) => "System." + code;
    public string GetTypeFromDefinition(MetadataReader r, TypeDefinitionHandle handle, byte kind) => Type(handle);
    public string GetTypeFromReference(MetadataReader r, TypeReferenceHandle handle, byte kind) => Type(handle);
    public string GetTypeFromSpecification(MetadataReader r, object context, TypeSpecificationHandle handle, byte kind) => Type(handle);
    public string GetSZArrayType(string element) => element + "[]";
    public string GetArrayType(string element, ArrayShape shape) => element + "[" + new string(',', Math.Max(shape.Rank - 1, 0)) + "]";
    public string GetByReferenceType(string element) => element + "&";
    public string GetPointerType(string element) => element + "*";
    public string GetPinnedType(string element) => element;
    public string GetGenericInstantiation(string type, ImmutableArray<string> arguments) => type + "<" + string.Join(",", arguments) + ">";
    public string GetGenericTypeParameter(object context, int index) => "!" + index;
    public string GetGenericMethodParameter(object context, int index) => "!!" + index;
    public string GetModifiedType(string modifier, string type, bool required) => type + (required ? " modreq(" : " modopt(") + modifier + ")";
    public string GetFunctionPointerType(MethodSignature<string> signature) => "method " + signature.ReturnType + " *" + Parameters(signature);
}
