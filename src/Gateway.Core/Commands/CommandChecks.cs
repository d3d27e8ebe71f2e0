using System.Text;

namespace Gateway.Core.Commands;

/// <summary>Gathers what is wrong with the arguments of a command, so that one exception can say all of it.</summary>
internal sealed class CommandChecks
{
    // Values are quoted up to this length: a message is for reading.
    private const int MaxQuotedCharacters = 40;

    private readonly List<string> _violations = [];
    private string? _argument;

    internal void Add(string argument, string value, string allowed)
    {
        _argument ??= argument;
        _violations.Add($"{argument}: {value}. Allowed: {allowed}.");
    }

    internal void Snowflake(string argument, ulong? id)
    {
        if (id == 0)
        {
            Add(argument, "0", "an id, which is never 0");
        }
    }

    /// <summary>Text of <paramref name="min"/> to <paramref name="max"/> UTF-16 code units, without lone surrogates.</summary>
    internal void Text(string argument, string? text, int min, int max)
    {
        if (text is null)
        {
            Add(argument, "null", $"{min} to {max} characters");
        }
        else if (text.Length < min || text.Length > max)
        {
            Add(argument, $"{Quote(text)} ({text.Length} characters)", $"{min} to {max} characters");
        }
        else
        {
            WellFormed(argument, text);
        }
    }

    /// <summary>No lone surrogates: they have no UTF-8 form, so the text would not arrive as it was given.</summary>
    internal void WellFormed(string argument, string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                Add(argument, $"a lone surrogate at {text.Length - rest.Length}", "well-formed UTF-16");
                return;
            }

            rest = rest[consumed..];
        }
    }

    /// <exception cref="ArgumentException">Something was added. The first argument gives its name, the message says all.</exception>
    internal void ThrowIfAny()
    {
        if (_violations.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", _violations), _argument);
        }
    }

    private static string Quote(string text) =>
        text.Length <= MaxQuotedCharacters ? $"'{text}'" : $"'{text[..MaxQuotedCharacters]}…'";
}
