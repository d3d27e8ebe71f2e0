using Gateway.Bench;
using Gateway.Bench.Fleet;
using Gateway.Bench.Fleet.Recovery;
using Gateway.Bench.HotPath;
using Gateway.Bench.IdleCpu;
using Gateway.Bench.Latency;
using Gateway.Bench.Memory;
using Gateway.Bench.Pipes;
using Gateway.Bench.Server;

if (!Arguments.TryParse(args, out var arguments, out var fault))
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

switch (arguments.Command)
{
    case BenchCommand.HotPath:
        return await HotPathBench.RunAsync(arguments);
    case BenchCommand.Memory:
        return await MemoryBench.RunAsync(arguments);
    case BenchCommand.HoldIdle:
        await IdleProcess.RunAsync(arguments.Rest);
        return 0;
    case BenchCommand.IdleCpu:
        return await IdleCpuBench.RunAsync(arguments);
    case BenchCommand.RestIdle:
        await IdleCpuProcess.RunAsync(arguments.Rest);
        return 0;
    case BenchCommand.Latency:
        return await LatencyBench.RunAsync(arguments);
    case BenchCommand.Fleet:
        return await FleetBench.RunAsync(arguments.Rest);
    case BenchCommand.Pipe:
        PipeBench.Run(arguments.Rounds);
        return 0;
    case BenchCommand.Serve:
        await BlastServer.RunAsync();
        return 0;
    case BenchCommand.ServeSimulator:
        await SimulatorServer.RunAsync();
        return 0;
    default:
        Console.WriteLine(Arguments.Usage);
        return 0;
}
