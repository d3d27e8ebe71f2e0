using Gateway.Bench;
using Gateway.Bench.HotPath;
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
    case BenchCommand.Pipe:
        PipeBench.Run(arguments.Rounds);
        return 0;
    case BenchCommand.Serve:
        await BlastServer.RunAsync();
        return 0;
    default:
        Console.WriteLine(Arguments.Usage);
        return 0;
}
