using System.Text;
using System.Text.Json;
using Gateway.Core.Commands;

namespace Gateway.Core.Tests.Commands;

/// <summary>Reads commands back.</summary>
internal static class CommandText
{
    internal static string Text(this GatewayCommand command) => Encoding.UTF8.GetString(command.Encode().Span);

    internal static JsonElement Data(this GatewayCommand command)
    {
        using var document = JsonDocument.Parse(command.Encode());
        var root = document.RootElement;
        Assert.That(root.Keys(), Is.EqualTo("op d"));
        Assert.That(root.GetProperty("op").GetInt32(), Is.EqualTo((int)command.Opcode));
        return root.GetProperty("d").Clone();
    }

    /// <summary>The keys of an object, in their order.</summary>
    internal static string Keys(this JsonElement element) =>
        string.Join(' ', element.EnumerateObject().Select(property => property.Name));

    internal static void AssertRefused(Func<GatewayCommand> make, string argument, params string[] says)
    {
        var exception = Assert.Catch<ArgumentException>(() => make());
        Assert.That(exception!.ParamName, Is.EqualTo(argument));
        Assert.That(exception.Message, Does.Contain("Allowed: "));
        foreach (var part in says)
        {
            Assert.That(exception.Message, Does.Contain(part));
        }
    }
}
