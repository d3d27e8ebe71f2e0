namespace GatewaySimulator.Options;

/// <summary>What the command line says, and what is wrong with it.</summary>
internal sealed record ParsedOptions(CommandLine Options, IReadOnlyList<string> Errors);

/// <summary>Reads the command line. Every error is one sentence that ends with what is allowed; all are found at once.</summary>
internal static class OptionParser
{
    public static ParsedOptions Parse(IReadOnlyList<string> args)
    {
        var options = new CommandLine();
        var errors = new List<string>();
        var given = new HashSet<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, inline) = args[i].IndexOf('=') is var at and > 0 ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
            var next = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            if (OptionTable.Rows.FirstOrDefault(r => r.Name == name) is not { } row)
            {
                errors.Add($"'{name}' is not an option.{Suggest(name)} Allowed: {string.Join(", ", OptionTable.Rows.Select(r => r.Name))}.");
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

        if (options is { CertificateFile: not null, Tls: false })
        {
            errors.Add("--certificate belongs to --tls. Allowed: together with it.");
        }

        return new ParsedOptions(options, errors);
    }

    private static string Suggest(string name)
    {
        var bare = name.TrimStart('-');
        var close = OptionTable.Rows.FirstOrDefault(r => bare.Length > 0
            && (r.Name[2..].StartsWith(bare, StringComparison.OrdinalIgnoreCase) || bare.StartsWith(r.Name[2..], StringComparison.OrdinalIgnoreCase)));
        return close is null ? "" : $" Did you mean {close.Name}?";
    }
}
