namespace Commands;

/// <summary>What a command line says, and what is wrong with it.</summary>
/// <param name="Options">Everything that was right.</param>
/// <param name="Given">The names of the options that were there.</param>
/// <param name="Errors">One sentence each, which ends with what is allowed.</param>
internal sealed record ReadOptions<T>(T Options, IReadOnlySet<string> Given, List<string> Errors);

/// <summary>Reads a command line by its rows: <c>--name value</c> or <c>--name=value</c>. All errors are found at once.</summary>
internal static class OptionReader
{
    public static ReadOptions<T> Read<T>(IReadOnlyList<string> args, T options, IReadOnlyList<OptionRow<T>> rows)
        where T : class
    {
        var errors = new List<string>();
        var given = new HashSet<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = args[i].IndexOf('=') is var at and > 0 ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
            var next = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            if (rows.FirstOrDefault(r => r.Name == name) is not { } row)
            {
                errors.Add($"'{name}' is not an option.{Suggest(name, rows)} Allowed: {string.Join(", ", rows.Select(r => r.Name))}.");
                i += inline is null && next is not null ? 1 : 0; // Its value, most likely.
                continue;
            }

            if (!given.Add(name))
            {
                errors.Add($"{name} is given twice. Allowed: once.");
            }

            if (row.Value is null)
            {
                options = inline is null ? row.Apply(options, "")! : options;
                errors.AddRange(inline is null ? [] : [$"{name} takes no value. Allowed: {name} alone."]);
                continue;
            }

            i += inline is null && next is not null ? 1 : 0;
            if ((inline ?? next) is not { } value)
            {
                errors.Add($"{name} has no value. Allowed: {row.Allowed}.");
            }
            else if (row.Apply(options, value) is { } applied)
            {
                options = applied;
            }
            else
            {
                errors.Add($"{name}: '{value}' is not allowed. Allowed: {row.Allowed}.");
            }
        }

        return new ReadOptions<T>(options, given, errors);
    }

    private static string Suggest<T>(string name, IReadOnlyList<OptionRow<T>> rows)
        where T : class
    {
        var bare = name.TrimStart('-');
        var close = rows.FirstOrDefault(r => bare.Length > 0
            && (r.Name[2..].StartsWith(bare, StringComparison.OrdinalIgnoreCase) || bare.StartsWith(r.Name[2..], StringComparison.OrdinalIgnoreCase)));
        return close is null ? "" : $" Did you mean {close.Name}?";
    }
}
