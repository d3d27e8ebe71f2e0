using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Protocol.Etf;
using Gateway.Simulator;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>F-17, F-33, F-37: whatever form the events come in, the handler is given the same, and all of it.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class WireFormatTests
{
    private static IEnumerable<TestCaseData> Forms() =>
        from encoding in Enum.GetValues<GatewayEncoding>()
        from compression in GatewayCompression.All
        where compression.Supports(encoding)
        select new TestCaseData(compression, encoding);

    [TestCaseSource(nameof(Forms))]
    public async Task A_session_is_started_served_and_resumed_in_every_form(GatewayCompression compression, GatewayEncoding encoding)
    {
        await using var world = await StartAsync(compression, encoding);
        await world.UntilReadyAsync();
        for (var i = 0; i < 3; i++)
        {
            for (var n = 0; n < 100; n++)
            {
                world.Server.DispatchMessage(Target.All, 1024 + (n * 37));
            }

            // A resumed connection begins with a new context, or nothing on it could be read.
            await world.RecoversFromAsync(i % 2 == 0 ? () => world.Server.Faults.Reset(Target.All) : world.Shard.Reconnect);
        }

        await world.Run.UntilAsync(() => world.Account.CountOf("MESSAGE_CREATE") == 300, "all messages");
        await world.AssertHealthyAsync();
        Assert.That(world.Run.Counters.IdentifiesSent, Is.EqualTo(1), world.Run.Story);
        Assert.That(world.Run.Counters.MalformedFrames, Is.Zero);
    }

    [TestCaseSource(nameof(Forms))]
    public async Task Messages_may_be_large(GatewayCompression compression, GatewayEncoding encoding)
    {
        int[] sizes = [64 << 10, 1 << 20, 8 << 20, 50 << 20, 2000];
        var lengths = new List<int>();
        await using var world = await StartAsync(compression, encoding, (dispatch, _) =>
        {
            if (dispatch.Name == "MESSAGE_CREATE")
            {
                using var body = JsonDocument.Parse(dispatch.Data);
                lengths.Add(body.RootElement.GetProperty("content").GetString()!.Length);
            }

            return ValueTask.CompletedTask;
        });
        await world.UntilReadyAsync();
        foreach (var size in sizes)
        {
            world.Server.DispatchMessage(Target.All, size);
        }

        await world.Run.UntilAsync(() => world.Account.CountOf("MESSAGE_CREATE") == sizes.Length, "all messages");
        await world.AssertHealthyAsync();
        Assert.That(lengths.Zip(sizes, (length, size) => size - length), Is.All.InRange(1, 2000), "what is not the content");
    }

    [Test]
    public async Task All_forms_of_zstd_are_read([Values] ZstdMode mode, [Values] GatewayEncoding encoding)
    {
        await using var world = await StartAsync(GatewayCompression.ZstdStream, encoding, server: s => s with { ZstdMode = mode });
        await world.UntilReadyAsync();
        for (var n = 0; n < 200; n++)
        {
            world.Server.DispatchMessage(Target.All, 1024 + (n * 1000));
        }

        await world.RecoversFromAsync(() => world.Server.Faults.Reset(Target.All));
        await world.Run.UntilAsync(() => world.Account.CountOf("MESSAGE_CREATE") == 200, "all messages");
        await world.AssertHealthyAsync();
    }

    [Test]
    public async Task Compressed_payloads_that_nobody_asked_for_are_not_swallowed()
    {
        await using var server = new ScriptedServer();
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)), new CountingTransport());
        var gateway = new ScriptedGateway(await server.AcceptAsync());
        await gateway.StartSessionAsync(TimeSpan.FromMinutes(1));
        for (var s = 2; s <= 2001; s++)
        {
            await gateway.Peer.WriteAsync(Binary(Zlib(Event(s))));
        }

        await run.UntilAsync(() => run.Account.CountOf("MESSAGE_CREATE") == 2000, "all messages");
        Assert.That(run.Shard.Status.Sequence, Is.EqualTo(2001));
    }

    [TestCase("ZlibStream", GatewayEncoding.Json, "7801FFFFFFFF")]
    [TestCase("ZlibStream", GatewayEncoding.Etf, "7801FFFFFFFF")]
    [TestCase("ZstdStream", GatewayEncoding.Json, "28B5FFFF78FFFFFF")]
    [TestCase("ZstdStream", GatewayEncoding.Etf, "28B5FFFF78FFFFFF")]
    [TestCase("Payload", GatewayEncoding.Json, "789CFFFFFFFF00000001")]
    [TestCase("None", GatewayEncoding.Json, "789C030000000002", Description = "compressed unasked, with a wrong checksum")]
    [TestCase("None", GatewayEncoding.Etf, "835000000009789CFFFFFFFF00000001", Description = "a compressed term")]
    public async Task A_corrupt_stream_is_a_reconnect_with_a_new_context_and_a_resume(string name, GatewayEncoding encoding, string corrupt)
    {
        await using var server = new ScriptedServer();
        var compression = GatewayCompression.All.Single(c => c.Name == name);
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Compression = compression, Encoding = encoding },
            new CountingTransport());
        for (var connection = 0; connection < 4; connection++)
        {
            var peer = await server.AcceptAsync();
            using var stream = new ServerStream(compression, encoding);
            await peer.WriteAsync(stream.Next("""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":60000}}"""));
            Assert.That(await OpcodeAsync(peer, encoding), Is.EqualTo(connection == 0 ? 2 : 6));
            await peer.WriteAsync(stream.Next(connection == 0
                ? ScriptedGateway.Ready("session-1")
                : $$$"""{"t":"RESUMED","s":{{{(connection * 2) + 1}}},"op":0,"d":{}}"""));
            await peer.WriteAsync(stream.Next(Event((connection * 2) + 2)));
            await run.UntilAsync(() => run.Account.CountOf("MESSAGE_CREATE") == connection + 1, "the message");
            if (connection < 3)
            {
                await peer.WriteAsync(Binary(Convert.FromHexString(corrupt)));
            }
        }

        await run.UntilReadyAsync();
        Assert.That(run.Transitions.Where(t => t.Ending is not null).Select(t => t.Ending!.Cause), Is.EqualTo(Enumerable.Repeat(TransitionCause.DecodeFailed, 3)));
        Assert.That((run.Counters.IdentifiesSent, run.Account.Duplicates, run.Shard.Status.Sequence), Is.EqualTo((1L, 0, 8L)));
    }

    [Test]
    public async Task A_stream_may_be_cut_at_every_byte([Values("ZlibStream", "ZstdStream")] string name, [Values] GatewayEncoding encoding)
    {
        await using var server = new ScriptedServer();
        var compression = GatewayCompression.All.Single(c => c.Name == name);
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Compression = compression, Encoding = encoding },
            new CountingTransport());
        var peer = await server.AcceptAsync();
        using var stream = new ServerStream(compression, encoding);
        await peer.WriteAsync(stream.Next("""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":60000}}"""));
        Assert.That(await OpcodeAsync(peer, encoding), Is.EqualTo(2));
        await peer.WriteAsync(stream.Next(ScriptedGateway.Ready("session-1")));
        var sent = 0;
        for (var at = 0; ; at++)
        {
            var message = stream.Compress(Event(++sent + 1));
            if (at > message.Length)
            {
                break;
            }

            // As two messages, or as two frames of one.
            await peer.WriteAsync(at % 2 == 0
                ? (byte[])[.. Binary(message.AsSpan(0, at)), .. Binary(message.AsSpan(at))]
                : [.. Frames.Make(Frames.BinaryOpcode, message.AsSpan(0, at), final: false), .. Frames.Make(0, message.AsSpan(at))]);
        }

        await run.UntilAsync(() => run.Account.CountOf("MESSAGE_CREATE") == sent - 1, "all messages");
        Assert.That((run.Account.OutOfOrder, run.Counters.MalformedFrames), Is.EqualTo((0, 0L)));
    }

    [TestCase("ZlibStream")]
    [TestCase("ZstdStream")]
    [TestCase("Payload")]
    public async Task A_bomb_costs_a_resume_and_no_memory(string name)
    {
        const int cap = 1 << 20, bomb = 64 << 20;
        await using var server = new ScriptedServer();
        var compression = GatewayCompression.All.Single(c => c.Name == name);
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Compression = compression, MaxMessageBytes = cap },
            new CountingTransport());
        var peer = await server.AcceptAsync();
        using var stream = new ServerStream(compression, GatewayEncoding.Json);
        await peer.WriteAsync(stream.Next("""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":60000}}"""));
        Assert.That(await OpcodeAsync(peer, GatewayEncoding.Json), Is.EqualTo(2));
        await peer.WriteAsync(stream.Next(ScriptedGateway.Ready("session-1")));
        await run.UntilReadyAsync();
        var frame = stream.Zeros(bomb);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await peer.WriteAsync(Binary(frame));
        await run.UntilEndedByAsync(TransitionCause.MessageTooLarge);
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(8 * cap));

        var next = await server.AcceptAsync();
        using var nextStream = new ServerStream(compression, GatewayEncoding.Json);
        await next.WriteAsync(nextStream.Next("""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":60000}}"""));
        Assert.That(await OpcodeAsync(next, GatewayEncoding.Json), Is.EqualTo(6));
    }

    [Test]
    public async Task Several_payloads_may_come_in_one_message([Values("ZlibStream", "ZstdStream")] string name, [Values] GatewayEncoding encoding)
    {
        await using var server = new ScriptedServer();
        var compression = GatewayCompression.All.Single(c => c.Name == name);
        await using var run = new RunningShard(
            RunningShard.Options(new FixedGatewayInfoSource(server.Url)) with { Compression = compression, Encoding = encoding },
            new CountingTransport());
        var peer = await server.AcceptAsync();
        using var stream = new ServerStream(compression, encoding);
        await peer.WriteAsync(stream.Next("""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":60000}}"""));
        Assert.That(await OpcodeAsync(peer, encoding), Is.EqualTo(2));
        await peer.WriteAsync(stream.Next(ScriptedGateway.Ready("session-1")));
        var sent = 0;
        for (var together = 1; together <= 20; together++)
        {
            await peer.WriteAsync(Binary([.. Enumerable.Range(0, together).SelectMany(_ => stream.Compress(Event(++sent + 1)))]));
        }

        await run.UntilAsync(() => run.Account.CountOf("MESSAGE_CREATE") == sent, "all messages");
        Assert.That((run.Account.OutOfOrder, run.Counters.MalformedFrames, run.Shard.Status.Sequence), Is.EqualTo((0, 0L, sent + 1L)));
    }

    private static Task<SocketWorld> StartAsync(
        GatewayCompression compression,
        GatewayEncoding encoding,
        DispatchHandler? onDispatch = null,
        Func<GatewayServerOptions, GatewayServerOptions>? server = null) => SocketWorld.StartAsync(
        server: server,
        shard: o => o with { Compression = compression, Encoding = encoding },
        onDispatch: onDispatch);

    private static string Event(int sequence) =>
        $$$"""{"t":"MESSAGE_CREATE","s":{{{sequence}}},"op":0,"d":{"id":"17592884729911706{{{sequence % 10}}}","content":"message {{{sequence}}}"}}""";

    private static byte[] Zlib(string payload) => Zlib(Encoding.UTF8.GetBytes(payload));

    private static byte[] Zlib(byte[] payload)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Fastest))
        {
            zlib.Write(payload);
        }

        return bytes.ToArray();
    }

    private static byte[] Binary(ReadOnlySpan<byte> payload) => Frames.Make(Frames.BinaryOpcode, payload);

    private static async Task<int> OpcodeAsync(ScriptedPeer peer, GatewayEncoding encoding)
    {
        var (_, payload) = (await peer.ReadFrameAsync())!.Value;
        if (encoding == GatewayEncoding.Json)
        {
            return JsonSerializer.Deserialize<JsonElement>(payload).GetProperty("op").GetInt32();
        }

        Assert.That(EtfEnvelopeReader.TryRead(payload, out var envelope), Is.EqualTo(Core.Protocol.EnvelopeStatus.Ok));
        return envelope.Opcode;
    }

    /// <summary>The server's side of one connection's compression; zstd as raw blocks, which needs no library.</summary>
    private sealed class ServerStream(GatewayCompression compression, GatewayEncoding encoding) : IDisposable
    {
        private readonly MemoryStream _bytes = new();
        private ZLibStream? _zlib;
        private bool _hasBegun;

        public byte[] Next(string json) => Binary(Compress(json));

        public byte[] Compress(string json)
        {
            var payload = encoding == GatewayEncoding.Etf ? EtfEncoder.Encode(Encoding.UTF8.GetBytes(json)) : Encoding.UTF8.GetBytes(json);
            if (compression.UrlValue is null)
            {
                return compression == GatewayCompression.Payload ? Zlib(payload) : payload;
            }

            if (compression == GatewayCompression.ZstdStream)
            {
                var size = payload.Length << 3;
                byte[] header = _hasBegun ? [] : [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x40];
                _hasBegun = true;
                return [.. header, (byte)size, (byte)(size >> 8), (byte)(size >> 16), .. payload];
            }

            return Flushed(payload);
        }

        /// <summary>So many zeros, in as few bytes as can be.</summary>
        public byte[] Zeros(int count)
        {
            const int block = 128 * 1024;
            return compression == GatewayCompression.ZstdStream
                    ? [.. Enumerable.Repeat(new byte[] { 0x02, 0x00, 0x10, 0x00 }, count / block).SelectMany(b => b)] // One byte repeated.
                : compression == GatewayCompression.Payload ? Zlib(new byte[count])
                : Flushed(new byte[count]);
        }

        private byte[] Flushed(byte[] payload)
        {
            _zlib ??= new ZLibStream(_bytes, CompressionLevel.Optimal);
            _bytes.SetLength(0);
            _zlib.Write(payload);
            _zlib.Flush();
            return _bytes.ToArray();
        }

        public void Dispose()
        {
            _zlib?.Dispose();
            _bytes.Dispose();
        }
    }
}
