using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.InMemory;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

/// <summary>
/// Malformed frames, seeded. After each of them its connection is either closed by a right code, or still served,
/// which a heartbeat shows. Nothing may throw.
/// </summary>
[TestFixture]
public sealed class FuzzTests
{
    private const int Frames = 100_000;

    private static readonly int[] Commands = [1, 2, 3, 4, 6, 8, 31, 43];

    private static readonly GatewayServerOptions Options = new()
    {
        GuildCount = 1,
        MembersPerGuild = 3,
        IdentifyWindow = TimeSpan.Zero,
        IdentifyTotal = 1_000_000,
        ResumeWindow = TimeSpan.FromSeconds(5),
    };

    [TestCase(1)]
    public void A_hundred_thousand_malformed_frames_close_their_connection_or_leave_it_served(int seed)
    {
        var random = new Random(seed);
        var frames = new FrameFuzzer(random);
        using var world = new SimulatedWorld(Options);
        var codes = new SortedDictionary<int, int>();
        var served = 0;
        FuzzClient? client = null;
        for (var i = 0; i < Frames; i++)
        {
            if (client is null || client.IsClosed)
            {
                client = new FuzzClient(world, authenticated: random.Next(2) == 0);
            }

            var frame = frames.Next();
            client.Send(frame);
            if (client.IsClosed)
            {
                Assert.That(client.CloseCode, Is.AnyOf(RightCodes(frame)), $"Frame {i} of seed {seed}: {Show(frame)}");
                codes[client.CloseCode!.Value] = codes.GetValueOrDefault(client.CloseCode.Value) + 1;
            }
            else
            {
                Assert.That(RightCodes(frame), Does.Not.Contain(4002), $"Frame {i} of seed {seed} should have been refused: {Show(frame)}");
                Assert.That(client.IsServed(), Is.True, $"Not served after frame {i} of seed {seed}: {Show(frame)}");
                served++;
            }

            if (i % 100 == 0)
            {
                world.Advance(TimeSpan.FromSeconds(1));
            }
        }

        TestContext.Out.WriteLine($"{served} served, closed: {string.Join(", ", codes.Select(c => $"{c.Key} × {c.Value}"))}");
        Assert.That(codes.Keys, Is.SupersetOf(new[] { 4001, 4002, 4003, 4004, 4005, 4010, 4013 }), "The fuzzer reaches all of these.");
        Assert.That(served, Is.GreaterThan(Frames / 100));
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Random_websocket_bytes_are_parsed_or_refused_within_bounds(int seed)
    {
        var random = new Random(seed);
        var kinds = new Dictionary<FrameKind, int>();
        for (var stream = 0; stream < 5_000; stream++)
        {
            var bytes = FrameFuzzer.WebSocketBytes(random);
            var parser = new FrameParser(4096);
            var pending = new List<byte>();
            var broken = false;
            for (var at = 0; at < bytes.Length && !broken;)
            {
                var piece = Math.Min(random.Next(1, 64), bytes.Length - at);
                pending.AddRange(bytes.AsSpan(at, piece));
                at += piece;
                broken = Parse(parser, pending, kinds);
            }
        }

        Assert.That(kinds.Keys, Is.SupersetOf(new[] { FrameKind.Message, FrameKind.TooLarge, FrameKind.Ping, FrameKind.Close, FrameKind.Broken }));
    }

    /// <returns>Whether nothing can be read any more.</returns>
    private static bool Parse(FrameParser parser, List<byte> pending, Dictionary<FrameKind, int> kinds)
    {
        var buffer = new ReadOnlySequence<byte>(pending.ToArray());
        while (true)
        {
            var before = buffer.Length;
            var kind = parser.Read(ref buffer, out var payload);
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            Assert.That(payload.Length, Is.LessThanOrEqualTo(4096));
            if (kind is FrameKind.None or FrameKind.Broken)
            {
                pending.RemoveRange(0, pending.Count - (int)buffer.Length);
                return kind == FrameKind.Broken;
            }

            Assert.That(buffer.Length, Is.LessThan(before), "A frame was found and nothing was used.");
        }
    }

    /// <summary>What a frame may be closed with, judged without the server's own parser.</summary>
    private static int[] RightCodes(byte[] frame)
    {
        if (frame.Length > 4096 || !IsUtf8(frame))
        {
            return [4002];
        }

        try
        {
            using var json = JsonDocument.Parse(frame, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("op", out var op) || op.ValueKind != JsonValueKind.Number || !op.TryGetInt32(out var code))
            {
                return [4002];
            }

            return !Commands.Contains(code) ? [4001] : code switch
            {
                1 => [4001, 4008],
                2 => [4001, 4004, 4005, 4008, 4010, 4013],
                6 => [4001, 4005, 4007, 4008],
                _ => [4001, 4003, 4008],
            };
        }
        catch (JsonException)
        {
            return [4002];
        }
    }

    private static bool IsUtf8(byte[] bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static string Show(byte[] frame) => Encoding.Latin1.GetString(frame.AsSpan(0, Math.Min(frame.Length, 300)));

    /// <summary>Counts ACKs and remembers the close; a hundred thousand of them cost little.</summary>
    private sealed class FuzzClient : IInMemoryClient
    {
        private static readonly byte[] Ack = "{\"t\":null,\"s\":null,\"op\":11,\"d\":null}"u8.ToArray();
        private static readonly byte[] Beat = Encoding.UTF8.GetBytes(Wording.Heartbeat(null));
        private static readonly byte[] Identify = Encoding.UTF8.GetBytes(Wording.Identify(intents: 0));

        private readonly SimulatedWorld _world;
        private readonly InMemoryClientConnection _connection;
        private int _acks;

        public FuzzClient(SimulatedWorld world, bool authenticated)
        {
            _world = world;
            _connection = world.Gateway.Connect(new Uri(world.Server.GatewayUrl, "/?v=10"), this);
            world.Settle();
            if (authenticated)
            {
                Send(Identify);
            }
        }

        public bool IsClosed { get; private set; }

        public int? CloseCode { get; private set; }

        public void Send(byte[] bytes)
        {
            _connection.Send(bytes);
            _world.Settle();
        }

        /// <summary>Closed by the rate limit is a right end too.</summary>
        public bool IsServed()
        {
            var before = _acks;
            Send(Beat);
            return _acks == before + 1 || (IsClosed && CloseCode == 4008);
        }

        public void OnOpened()
        {
        }

        public void OnRefused(int? httpStatus, TimeSpan? retryAfter) => Assert.Fail("Refused.");

        public void OnMessage(ReadOnlyMemory<byte> payload, bool text) => _acks += payload.Span.SequenceEqual(Ack) ? 1 : 0;

        public void OnClosed(int? code, string? reason) => (IsClosed, CloseCode) = (true, code);
    }
}
