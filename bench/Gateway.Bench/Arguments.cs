using Gateway.Bench.Fleet;

namespace Gateway.Bench;

/// <summary>What the program is asked to do.</summary>
internal enum BenchCommand
{
    Help,
    HotPath,
    Memory,
    Latency,
    Fleet,
    Pipe,
    Serve,

    /// <summary>The server of <c>fleet</c>'s recovery.</summary>
    ServeSimulator,

    /// <summary>One figure of the memory benchmark, in a process of its own.</summary>
    HoldIdle,

    /// <summary>What idle shards cost in CPU time.</summary>
    IdleCpu,

    /// <summary>One figure of that, in a process of its own.</summary>
    RestIdle,
}

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Usage = $"""
        Gateway.Bench hotpath [--events N] [--rounds N] [--json FILE] [--only NAME[,NAME]]
            What an event costs from the socket to the handler, against a server in a process of its own: the limit
            (recv, and inflating), a naive loop, and ours. Medians over the rounds, all variants in every round.
            --events N     events measured per variant and round; 1000 to 100000000, default 200000
            --rounds N     1 to 1000, default 5
            --json FILE    writes the figures there as well
            --only NAMES   the variants, by the names in the table; default all (a ratio needs what it is taken to)
        Gateway.Bench memory [--shards N] [--rounds N] [--json FILE]
            What an idle connection costs: growth of resident memory from 0 to N connections in one process, after a
            full collection. The server is another process; each figure is taken in a process of its own.
            --shards N     1 to 20000, default 1000
            --rounds N     default 3
        Gateway.Bench idle-cpu [--shards N] [--seconds N] [--rounds N] [--json FILE]
            CPU time of N idle shards in one process: heartbeats every 41.25 s, and nothing else.
            --shards N     1 to 20000, default 1000
            --seconds N    of each measurement; 1 to 600, default 60
            --rounds N     default 3
        Gateway.Bench latency [--seconds N] [--rounds N] [--json FILE]
            From the server's write to the handler, at 10,000 and 100,000 events/s, and how late heartbeats are while
            a core is saturated with events.
            --seconds N    of each measurement; 1 to 600, default 5
        {FleetArguments.Usage}
        Gateway.Bench pipe [--rounds N]
            What holding undelivered messages costs: System.IO.Pipelines.Pipe beside one pooled buffer per message.
        Gateway.Bench serve
            The server of hotpath, which starts it itself. Prints its port; takes "blast WARMUP EVENTS" on stdin.
        Gateway.Bench --help
        """;

    public BenchCommand Command { get; private init; }

    public int Events { get; private init; } = 200_000;

    public int Rounds { get; private init; } = 5;

    public int Shards { get; private init; } = 1000;

    public int Seconds { get; private init; } = 5;

    /// <summary>What an idle process holds, and of which server; the options of <c>fleet</c>.</summary>
    public IReadOnlyList<string> Rest { get; private init; } = [];

    public string? JsonFile { get; private init; }

    public IReadOnlyList<string> Only { get; private init; } = [];

    public static bool TryParse(string[] args, out Arguments arguments, out string fault)
    {
        arguments = new Arguments();
        fault = "";
        switch (args.FirstOrDefault())
        {
            case "--help" or "-h" or "help":
                return true;
            case "hotpath":
                arguments = arguments with { Command = BenchCommand.HotPath };
                break;
            case "memory":
                arguments = arguments with { Command = BenchCommand.Memory, Rounds = 3 };
                break;
            case "idle-cpu":
                arguments = arguments with { Command = BenchCommand.IdleCpu, Rounds = 3, Seconds = 60 };
                break;
            case "rest-idle":
                arguments = arguments with { Command = BenchCommand.RestIdle, Rest = args[1..] };
                return true;
            case "latency":
                arguments = arguments with { Command = BenchCommand.Latency, Rounds = 3 };
                break;
            case "hold-idle":
                arguments = arguments with { Command = BenchCommand.HoldIdle, Rest = args[1..] };
                return true;
            case "fleet":
                arguments = arguments with { Command = BenchCommand.Fleet, Rest = args[1..] };
                return true;
            case "pipe":
                arguments = arguments with { Command = BenchCommand.Pipe };
                break;
            case "serve-simulator":
                arguments = arguments with { Command = BenchCommand.ServeSimulator };
                break;
            case "serve":
                arguments = arguments with { Command = BenchCommand.Serve };
                break;
            default:
                fault = $"'{args.FirstOrDefault()}' is no command. Allowed: hotpath, memory, idle-cpu, latency, fleet, pipe, serve, --help.";
                return false;
        }

        for (var i = 1; i < args.Length; i += 2)
        {
            if (!arguments.TryTake(args[i], i + 1 < args.Length ? args[i + 1] : null, out arguments, out fault))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryTake(string option, string? value, out Arguments arguments, out string fault)
    {
        arguments = this;
        fault = "";
        switch (Command, option)
        {
            case (_, "--help" or "-h"):
                arguments = new Arguments();
                return true;
            case (BenchCommand.HotPath, "--events"):
                return TryNumber(option, value, 1000, 100_000_000, n => this with { Events = n }, ref arguments, ref fault);
            case (not BenchCommand.Serve, "--rounds"):
                return TryNumber(option, value, 1, 1000, n => this with { Rounds = n }, ref arguments, ref fault);
            case (BenchCommand.Memory or BenchCommand.IdleCpu, "--shards"):
                return TryNumber(option, value, 1, 20_000, n => this with { Shards = n }, ref arguments, ref fault);
            case (BenchCommand.Latency or BenchCommand.IdleCpu, "--seconds"):
                return TryNumber(option, value, 1, 600, n => this with { Seconds = n }, ref arguments, ref fault);
            case (BenchCommand.HotPath or BenchCommand.Memory or BenchCommand.IdleCpu or BenchCommand.Latency, "--json"):
                arguments = this with { JsonFile = value };
                fault = value is null ? "--json needs a file name." : "";
                return value is not null;
            case (BenchCommand.HotPath, "--only"):
                return TryNames(value, ref arguments, ref fault);
            default:
                fault = $"'{option}' is no option of this command.";
                return false;
        }
    }

    private bool TryNames(string? value, ref Arguments arguments, ref string fault)
    {
        string[] allowed = [.. HotPath.Variants.All.Select(v => v.Name)];
        var names = (value ?? "").Split(',');
        arguments = this with { Only = names };
        if (names.Except(allowed).Any())
        {
            fault = $"--only {value} is not allowed. Allowed: {string.Join(", ", allowed)}, separated by commas.";
            return false;
        }

        return true;
    }

    private static bool TryNumber(
        string option, string? value, int min, int max, Func<int, Arguments> apply, ref Arguments arguments, ref string fault)
    {
        if (int.TryParse(value, out var number) && number >= min && number <= max)
        {
            arguments = apply(number);
            return true;
        }

        fault = $"{option} {value} is not allowed. Allowed: a whole number from {min} to {max}.";
        return false;
    }
}
