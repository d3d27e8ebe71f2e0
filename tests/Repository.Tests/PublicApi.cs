using System.Reflection;
using System.Text;

namespace Repository.Tests;

/// <summary>The public surface of an assembly as text: one line a member, sorted, so that a change shows in a diff.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Describe(Assembly assembly)
    {
        var lines = new List<string>();
        foreach (var type in assembly.GetExportedTypes())
        {
            lines.Add(Header(type));
            lines.AddRange(Members(type).Distinct().Select(m => $"{Name(type)}.{m}"));
        }

        lines.Sort(StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();
    }

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        if (type.IsEnum)
        {
            return $"{Name(type)} : enum {Name(Enum.GetUnderlyingType(type))}";
        }

        var bases = type.GetInterfaces().Where(i => i.IsPublic).Select(Name).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
        {
            bases.Insert(0, Name(parent));
        }

        return $"{Name(type)} : {kind}{(bases.Count == 0 ? "" : " " + string.Join(", ", bases))}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n =>
                $"{n} = {Convert.ToInt64(Enum.Parse(type, n), System.Globalization.CultureInfo.InvariantCulture)}");
        }

        // What the compiler writes for records says nothing that the properties do not.
        return type.GetMembers(Declared)
            .Where(m => m.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null
                || m is MethodInfo { IsSpecialName: true })
            .Select(Describe)
            .OfType<string>();
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo c when IsVisible(c) => $"new({Parameters(c)})",
        MethodInfo { IsSpecialName: true, Name: var n } m when n.StartsWith("op_", StringComparison.Ordinal) && n.Contains("plicit", StringComparison.Ordinal) =>
            $"{n}({Parameters(m)}) -> {Name(m.ReturnType)}",
        MethodInfo { IsSpecialName: false } m when IsVisible(m) =>
            $"{(m.IsStatic ? "static " : "")}{m.Name}{Generic(m)}({Parameters(m)}) -> {Name(m.ReturnType)}",
        PropertyInfo p when p.GetMethod is { } g && IsVisible(g) =>
            $"{(g.IsStatic ? "static " : "")}{p.Name}{Index(p)} : {Name(p.PropertyType)} {{ get;{Setter(p)} }}",
        FieldInfo f when f.IsPublic => $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{f.Name} : {Name(f.FieldType)}",
        EventInfo e when e.AddMethod is { } a && IsVisible(a) => $"event {e.Name} : {Name(e.EventHandlerType!)}",
        _ => null,
    };

    private static bool IsVisible(MethodBase m) => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly;

    private static string Setter(PropertyInfo p)
    {
        if (p.SetMethod is not { } setter || !IsVisible(setter))
        {
            return "";
        }

        return setter.ReturnParameter.GetRequiredCustomModifiers()
            .Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)) ? " init;" : " set;";
    }

    private static string Index(PropertyInfo p) =>
        p.GetIndexParameters() is { Length: > 0 } index ? $"[{string.Join(", ", index.Select(Parameter))}]" : "";

    private static string Generic(MethodInfo m) =>
        m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase m) => string.Join(", ", m.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo p) =>
        $"{(p.IsOut ? "out " : p.IsIn ? "in " : "")}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + (p.RawDefaultValue ?? "default") : "")}";

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        var name = type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        name = tick < 0 ? name : name[..tick];
        name = type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
        return type.Namespace?.StartsWith("Gateway", StringComparison.Ordinal) == true && !type.IsNested
            ? $"{type.Namespace}.{name}"
            : name;
    }
}
