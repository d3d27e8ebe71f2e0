using System.Globalization;

namespace Gateway.Bench.Fleet;

/// <summary>The command line of <c>fleet</c>.</summary>
internal sealed record FleetArguments
{
    public const string StartUp = "startup";
    public const string Recovery = "recovery";
    public const string Idle = "idle";
    public const string Events = "events";

    public const string Usage = """
        Gateway.Bench fleet [--only PART[,PART]] [--shards N] [--rounds N] [--plots DIR]
            Many shards in one process: the start-up schedule against the optimum (virtual time), how they come back after
            all were dropped at once, what an idle one costs, and what an event costs over all of them. The server is
            another process.
            --only PARTS   startup, recovery, idle, events; default all, about 5 minutes
            --shards N     shards of the measured parts; 1 to 5000, default 1000
            --rounds N     of the measured parts; 1 to 100, default 3
            --plots DIR    writes the pictures of what was run there, as SVG
        """;

    private static readonly string[] AllParts = [StartUp, Recovery, Idle, Events];

    public IReadOnlyList<string> Parts { get; private init; } = AllParts;

    public int Shards { get; private init; } = 1000;

    public int Rounds { get; private init; } = 3;

    public string? PlotDirectory { get; private init; }

    public static bool TryParse(IReadOnlyList<string> args, out FleetArguments arguments, out string fault)
    {
        arguments = new FleetArguments();
        fault = "";
        for (var i = 0; i < args.Count && fault.Length == 0; i += 2)
        {
            arguments = arguments.Take(args[i], i + 1 < args.Count ? args[i + 1] : null, out fault);
        }

        return fault.Length == 0;
    }

    private FleetArguments Take(string option, string? value, out string fault)
    {
        fault = "";
        switch (option)
        {
            case "--only" when value?.Split(',') is { } parts && !parts.Except(AllParts).Any():
                return this with { Parts = parts };
            case "--only":
                fault = $"--only {value} is not allowed. Allowed: {string.Join(", ", AllParts)}, separated by commas.";
                return this;
            case "--shards":
                return this with { Shards = Number(option, value, 5000, ref fault) };
            case "--rounds":
                return this with { Rounds = Number(option, value, 100, ref fault) };
            case "--plots" when value is not null:
                return this with { PlotDirectory = value };
            case "--plots":
                fault = "--plots needs a directory.";
                return this;
            default:
                fault = $"'{option}' is no option of fleet. Allowed: --only, --shards, --rounds and --plots.";
                return this;
        }
    }

    private static int Number(string option, string? value, int max, ref string fault)
    {
        if (int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
        {
            return number;
        }

        fault = $"{option} {value} is not allowed. Allowed: a whole number from 1 to {max}.";
        return 0;
    }
}
