namespace StressBot.Options;

/// <summary>What the command line says, or what is wrong with it.</summary>
internal sealed record ParsedOptions(StressOptions Options, IReadOnlyList<string> Errors);

/// <summary>Reads the command line. Every error is one sentence that ends with what is allowed; all are found at once.</summary>
internal static class OptionParser
{
    /// <summary>The variable that holds the token for <c>--live</c>.</summary>
    public const string LiveTokenEnv = "DISCORD_TOKEN";

    /// <summary>Two processes know nothing of each other's identifies, so every shard needs a bucket of its own.</summary>
    private const int MostToHandOver = 1000;

    private static readonly string[] InTheMiddle = ["--storm", "--restart", "--hand-over", "--reshard"];
    private static readonly string[] NotWithReshard = ["--shards", "--faults"];

    public static ParsedOptions Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var options = new StressOptions();
        var errors = new List<string>();
        var given = new HashSet<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is OptionTable.ServeSwitch or OptionTable.ClientSwitch)
            {
                options = args[i] == OptionTable.ServeSwitch ? options with { Serve = true } : options with { Client = true };
                continue;
            }

            var equals = args[i].IndexOf('=');
            var name = equals > 0 ? args[i][..equals] : args[i];
            if (OptionTable.Rows.FirstOrDefault(r => r.Name == name) is not { } row)
            {
                errors.Add($"'{name}' is not an option.{Suggest(name)} Allowed: {string.Join(", ", OptionTable.Rows.Select(r => r.Name))}.");
                i += equals < 0 && i + 1 < args.Count && !args[i + 1].StartsWith('-') ? 1 : 0; // Its value, most likely.
                continue;
            }

            if (!given.Add(name))
            {
                errors.Add($"{name} is given twice. Allowed: once.");
            }

            if (Value(args, row, equals, ref i, errors) is { } value)
            {
                options = Apply(options, row, value, errors);
            }
        }

        if (options is { Help: false, Serve: false, Client: false })
        {
            errors.AddRange(Combinations(options, given, environment));
        }

        return new ParsedOptions(options, errors);
    }

    private static string? Value(IReadOnlyList<string> args, OptionRow row, int equals, ref int i, List<string> errors)
    {
        if (row.Value is null)
        {
            if (equals > 0)
            {
                errors.Add($"{row.Name} takes no value. Allowed: {row.Name} alone.");
                return null;
            }

            return "";
        }

        if (equals > 0)
        {
            return args[i][(equals + 1)..];
        }

        if (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal))
        {
            return args[++i];
        }

        errors.Add($"{row.Name} has no value. Allowed: {row.Allowed}.");
        return null;
    }

    private static StressOptions Apply(StressOptions options, OptionRow row, string value, List<string> errors)
    {
        if (row.Apply(options, value) is { } applied)
        {
            return applied;
        }

        errors.Add($"{row.Name}: '{value}' is not allowed. Allowed: {row.Allowed}.");
        return options;
    }

    private static IEnumerable<string> Combinations(StressOptions options, HashSet<string> given, Func<string, string?> environment)
    {
        if (options is { Live: true, Gateway: not null })
        {
            yield return "--live and --gateway exclude each other. Allowed: one of them.";
        }

        string[] middle = [.. InTheMiddle.Where(given.Contains)];
        if (middle.Length > 1)
        {
            yield return $"{string.Join(" and ", middle)} exclude each other. Allowed: one of them.";
        }

        if (options is { Interlude: Interlude.HandOver, Shards: < 2 or > MostToHandOver })
        {
            yield return $"--hand-over has a shard in each of two processes, which identify at the same time. Allowed: --shards 2 to {MostToHandOver}.";
        }

        if (given.Contains("--reshard"))
        {
            foreach (var name in NotWithReshard.Where(given.Contains))
            {
                yield return $"{name} does not go with --reshard. Allowed: without it; --reshard gives the shards and has no faults.";
            }
        }

        if (!options.UsesSimulator)
        {
            foreach (var row in OptionTable.Rows.Where(r => r.SimulatorOnly && given.Contains(r.Name)))
            {
                yield return $"{row.Name} works on the simulator only. Allowed: without --gateway and --live.";
            }
        }

        if (options.Gateway is not null && options.TokenEnv is null)
        {
            yield return "--gateway needs --token-env. Allowed: the name of an environment variable that holds the token.";
        }

        if (options.Gateway is null && options.TokenEnv is not null)
        {
            yield return "--token-env belongs to --gateway. Allowed: together with it.";
        }

        if (options.AlertWebhook is not null && !options.Live)
        {
            yield return "--alert-webhook belongs to --live. Allowed: together with it.";
        }

        var tokenEnv = options.Live ? LiveTokenEnv : options.TokenEnv;
        if (tokenEnv is not null && string.IsNullOrWhiteSpace(environment(tokenEnv)))
        {
            yield return $"The environment variable {tokenEnv} is not set. Allowed: a bot token in it.";
        }
    }

    private static string Suggest(string name)
    {
        var close = OptionTable.Rows.FirstOrDefault(r =>
            r.Name.TrimStart('-').StartsWith(name.TrimStart('-'), StringComparison.OrdinalIgnoreCase)
            || name.TrimStart('-').StartsWith(r.Name.TrimStart('-'), StringComparison.OrdinalIgnoreCase));
        return close is null || name.TrimStart('-').Length == 0 ? "" : $" Did you mean {close.Name}?";
    }
}
