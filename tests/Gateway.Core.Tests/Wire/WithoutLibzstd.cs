using Gateway.Core.Tests.Support;
using Gateway.Core.Transport;
using Gateway.Interop.Zstd;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Wire;

/// <summary>A program that wants zstd, and then everything else. Prints what it gets, a line each.</summary>
internal static class WithoutLibzstd
{
    public const string Argument = "without-libzstd";

    public static void Run()
    {
        Console.WriteLine($"libzstd: {LibZstd.IsAvailable}");
        foreach (var encoding in Enum.GetValues<GatewayEncoding>())
        {
            Refuse(encoding);
            foreach (var compression in GatewayCompression.All.Where(c => c.Supports(encoding) && c != GatewayCompression.ZstdStream))
                Serve(encoding, compression);
        }
    }

    private static void Refuse(GatewayEncoding encoding)
    {
        var transport = new CountingTransport();
        try
        {
            _ = new GatewayShard(
                new GatewayShardOptions { Token = "t", Intents = GatewayIntents.None, Encoding = encoding, Compression = GatewayCompression.ZstdStream },
                transport);
            Console.WriteLine($"{encoding} ZstdStream: accepted");
        }
        catch (ArgumentException e)
        {
            Console.WriteLine($"{encoding} ZstdStream: after {transport.Dials} dials: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void Serve(GatewayEncoding encoding, GatewayCompression compression)
    {
        using var world = new ShardWorld(
            static s => s with { PayloadCompressionThreshold = 0 },
            o => o with { Encoding = encoding, Compression = compression, FrameObserver = null });
        var messages = 0;
        world.OnDispatch = (dispatch, _) =>
        {
            messages += dispatch.Name == "MESSAGE_CREATE" && dispatch.Data.Length > 1000 ? 1 : 0;
            return ValueTask.CompletedTask;
        };
        world.Start();
        for (var i = 0; i < 10; i++)
            world.Server.DispatchMessage(Target.All, 2000);

        world.Quiet();
        world.AssertHealthy();
        Console.WriteLine($"{encoding} {compression}: {messages} messages");
    }

    private sealed class CountingTransport : ITransport
    {
        public int Dials { get; private set; }

        public ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
        {
            Dials++;
            throw new TransportConnectException(DialPhase.Tcp, "Nobody is there.");
        }
    }
}
