using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Gateway.Core.Tests.Architecture;

/// <summary>One use of a member or type: by whom, and of what. A type alone has no member.</summary>
internal sealed record Use(string User, string Type, string? Member)
{
    public override string ToString() => $"{User} uses {Type}{(Member is null ? "" : "." + Member)}";
}

/// <summary>
/// Reads a compiled assembly's metadata: what its types name in signatures, base types, attributes, and the instructions
/// of their methods. Nothing is loaded or run.
/// </summary>
internal sealed class AssemblyScanner : IDisposable
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Where(f => f.FieldType == typeof(OpCode))
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(o => (int)(ushort)o.Value);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public AssemblyScanner(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
    }

    public IEnumerable<string> References =>
        _metadata.AssemblyReferences.Select(h => _metadata.GetString(_metadata.GetAssemblyReference(h).Name));

    public void Dispose() => _file.Dispose();

    /// <summary>The full names of the types that the assembly defines and <paramref name="selects"/> takes, nested ones included.</summary>
    public IEnumerable<string> Types(Func<string, bool> selects) =>
        _metadata.TypeDefinitions.Select(NameOf).Where(selects);

    /// <summary>What those types use.</summary>
    public IEnumerable<Use> UsesOf(Func<string, bool> selects)
    {
        foreach (var handle in _metadata.TypeDefinitions.Where(h => selects(NameOf(h))))
        {
            var user = NameOf(handle);
            var definition = _metadata.GetTypeDefinition(handle);
            var tokens = new List<EntityHandle> { definition.BaseType };
            tokens.AddRange(definition.GetInterfaceImplementations().Select(i => _metadata.GetInterfaceImplementation(i).Interface));
            tokens.AddRange(definition.GetCustomAttributes().Select(a => _metadata.GetCustomAttribute(a).Constructor));
            var found = tokens.SelectMany(Resolve).ToList();
            found.AddRange(definition.GetFields()
                .SelectMany(f => _metadata.GetFieldDefinition(f).DecodeSignature(Names.Instance, null))
                .Select(type => (type, (string?)null)));
            foreach (var method in definition.GetMethods())
            {
                found.AddRange(UsesOf(_metadata.GetMethodDefinition(method)));
            }

            foreach (var (type, member) in found.Distinct())
            {
                yield return new Use(user, type, member);
            }
        }
    }

    private IEnumerable<(string Type, string? Member)> UsesOf(MethodDefinition method)
    {
        var signature = method.DecodeSignature(Names.Instance, null);
        foreach (var type in signature.ParameterTypes.Append(signature.ReturnType).SelectMany(t => t))
        {
            yield return (type, null);
        }

        if (method.RelativeVirtualAddress == 0)
        {
            yield break;
        }

        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            var locals = _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(Names.Instance, null);
            foreach (var type in locals.SelectMany(t => t))
            {
                yield return (type, null);
            }
        }

        var caught = body.ExceptionRegions.Select(r => r.CatchType).Where(t => !t.IsNil);
        foreach (var use in Tokens(body.GetILReader()).Concat(caught).SelectMany(Resolve))
        {
            yield return use;
        }
    }

    // Walks the instructions: every operand has a size that its opcode tells, and some are metadata tokens.
    private static List<EntityHandle> Tokens(BlobReader il)
    {
        const int TwoByteOpcode = 0xFE;
        var tokens = new List<EntityHandle>();
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            value = value == TwoByteOpcode ? (value << 8) | il.ReadByte() : value;
            switch (OpCodesByValue[value].OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    il.ReadByte();
                    break;
                case OperandType.InlineVar:
                    il.ReadUInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    il.ReadInt64();
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32(); // First: the offset is read before what is added to it.
                    il.Offset += targets * sizeof(int);
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                    tokens.Add((EntityHandle)MetadataTokens.Handle(il.ReadInt32()));
                    break;
                default: // Branch, string, signature of calli, float.
                    il.ReadInt32();
                    break;
            }
        }

        return tokens;
    }

    private IEnumerable<(string Type, string? Member)> Resolve(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return [];
        }

        switch (handle.Kind)
        {
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                var owners = Resolve(member.Parent).Select(o => o.Type).ToArray();
                var name = _metadata.GetString(member.Name);
                var named = member.GetKind() == MemberReferenceKind.Field
                    ? member.DecodeFieldSignature(Names.Instance, null)
                    : Flatten(member.DecodeMethodSignature(Names.Instance, null));
                return [.. owners.Select(o => (o, (string?)name)), .. named.Select(t => (t, (string?)null))];
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return [(NameOf(method.GetDeclaringType()), _metadata.GetString(method.Name))];
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                return [(NameOf(field.GetDeclaringType()), _metadata.GetString(field.Name))];
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return
                [
                    .. Resolve(specification.Method),
                    .. specification.DecodeSignature(Names.Instance, null).SelectMany(t => t).Select(t => (t, (string?)null)),
                ];
            case HandleKind.TypeReference:
                return [(Names.NameOf(_metadata, (TypeReferenceHandle)handle), null)];
            case HandleKind.TypeDefinition:
                return [(NameOf((TypeDefinitionHandle)handle), null)];
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle)
                    .DecodeSignature(Names.Instance, null).Select(t => (t, (string?)null));
            default:
                throw new InvalidOperationException($"A {handle.Kind} was not expected here.");
        }
    }

    private static IEnumerable<string> Flatten(MethodSignature<ImmutableArray<string>> signature) =>
        signature.ParameterTypes.Append(signature.ReturnType).SelectMany(t => t);

    private string NameOf(TypeDefinitionHandle handle) => Names.NameOf(_metadata, handle);

    /// <summary>Decodes a type of a signature to the names of all types in it.</summary>
    private sealed class Names : ISignatureTypeProvider<ImmutableArray<string>, object?>
    {
        public static readonly Names Instance = new();

        public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
        {
            var type = reader.GetTypeDefinition(handle);
            var name = reader.GetString(type.Name);
            return type.IsNested
                ? $"{NameOf(reader, type.GetDeclaringType())}+{name}"
                : $"{reader.GetString(type.Namespace)}.{name}";
        }

        public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
        {
            var type = reader.GetTypeReference(handle);
            var name = reader.GetString(type.Name);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
                : $"{reader.GetString(type.Namespace)}.{name}";
        }

        public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) => [.. Flatten(signature)];

        public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
            [.. genericType, .. typeArguments.SelectMany(t => t)];

        public ImmutableArray<string> GetGenericMethodParameter(object? genericContext, int index) => [];

        public ImmutableArray<string> GetGenericTypeParameter(object? genericContext, int index) => [];

        public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) =>
            [.. modifier, .. unmodifiedType];

        public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

        public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            [NameOf(reader, handle)];

        public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            [NameOf(reader, handle)];

        public ImmutableArray<string> GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
    }
}
