using Commands;

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

    private static readonly string[] InTheMiddle = ["--storm", "--restart", "--kill", "--hand-over", "--reshard"];
    private static readonly string[] NotWithReshard = ["--shards", "--faults"];

    public static ParsedOptions Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        string[] shown = [.. args.Where(a => a is not (OptionTable.ServeSwitch or OptionTable.ClientSwitch))];
        var start = new StressOptions { Serve = args.Contains(OptionTable.ServeSwitch), Client = args.Contains(OptionTable.ClientSwitch) };
        var (options, given, errors) = OptionReader.Read(shown, start, OptionTable.Rows);
        if (options is { Help: false, Serve: false, Client: false })
        {
            errors.AddRange(Combinations(options, given, environment));
        }

        return new ParsedOptions(options, errors);
    }

    private static IEnumerable<string> Combinations(StressOptions options, IReadOnlySet<string> given, Func<string, string?> environment)
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
}
