using Gateway.Simulator.Bench;

const string Usage = """
    Gateway.Simulator.Bench send [--events N] [--rounds N]
        Events of about 1.7 KB with serials to one connection: the simulator beside a bare Kestrel sender of the
        same bytes, both in one server process, read by this one. Medians over the rounds.
        --events N    events per sender and round; 1000 to 100000000, default 1000000
        --rounds N    1 to 1000, default 5
    Gateway.Simulator.Bench hold [--connections N]
        Identified connections held at the same time: how long until all are READY, and the server's memory for each.
        --connections N    1 to 20000, default 2000
    Gateway.Simulator.Bench serve
        The server of both, which start it themselves.
    """;

return args switch
{
    ["serve"] => await BenchServer.RunAsync(),
    ["send", .. var options] when Options.TryRead(options, ["--events", "--rounds"], out var read)
        => await SendBench.RunAsync(read.Get("--events", 1_000_000, 1000, 100_000_000), read.Get("--rounds", 5, 1, 1000)),
    ["hold", .. var options] when Options.TryRead(options, ["--connections"], out var read)
        => await HoldBench.RunAsync(read.Get("--connections", 2000, 1, 20_000)),
    _ => Help(args),
};

static int Help(string[] args)
{
    Console.WriteLine(Usage);
    return args is [] or ["--help"] or ["-h"] ? 0 : 2;
}
