using System.Buffers;
using Gateway.Contracts;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>What a connection costs while nothing special happens. Alone, because it counts the process's allocations.</summary>
[TestFixture]
[NonParallelizable]
[Category("Sockets")]
public sealed class SteadyStateTests
{
    private const int WarmUp = 200;
    private const int Messages = 500;
    private const int Rounds = 40;

    // In a Debug build the compiler makes each asynchronous call an object.
#if DEBUG
    private const int ForDebug = 512;
#else
    private const int ForDebug = 0;
#endif

    [Test]
    public async Task Receiving_what_is_at_hand_allocates_nothing()
    {
        await using var server = new ScriptedServer();
        var (connection, peer) = await ConnectAsync(server, new WebSocketTransportOptions());
        var destination = new ReusedBuffer();
        var all = Enumerable.Range(0, WarmUp + (Rounds * Messages)).SelectMany(_ => Frames.Text(new string('x', 50))).ToArray();
        var writing = peer.WriteAsync(all);

        await ReceiveManyAsync(connection, destination, WarmUp);
        await AssertAllocatesAsync(8 + ForDebug, () => ReceiveManyAsync(connection, destination, Messages));

        connection.Abort();
    }

    [Test]
    public async Task Waiting_for_each_message_allocates_next_to_nothing()
    {
        await using var server = new ScriptedServer();
        var (connection, peer) = await ConnectAsync(server, new WebSocketTransportOptions());
        var destination = new ReusedBuffer();
        var frame = Frames.Text(new string('x', 50));

        await EchoManyAsync(WarmUp);
        // About 420, all of it below the transport: the HTTP layer's stream under the WebSocket has no pooled reads.
        await AssertAllocatesAsync(640 + ForDebug, () => EchoManyAsync(Messages));
        connection.Abort();

        async Task EchoManyAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var waiting = connection.WaitForDataAsync();
                peer.Socket.Send(frame);
                await waiting;
                await connection.ReceiveAsync(destination.Empty(), 1024);
            }
        }
    }

    [Test]
    public async Task An_idle_connection_holds_no_read_ahead()
    {
        var pool = new CountingPool();
        await using var server = new ScriptedServer();
        var (connection, peer) = await ConnectAsync(server, new WebSocketTransportOptions { BufferPool = pool });
        await peer.SendTextAsync("one");
        await connection.WaitForDataAsync();
        await connection.ReceiveAsync(new ReusedBuffer(), 1024);

        var waiting = connection.WaitForDataAsync();
        Assert.That((waiting.IsCompleted, pool.Held), Is.EqualTo((false, 0)));
        Assert.That(pool.Rents, Is.Positive);

        await peer.SendTextAsync("two");
        await Deadline.Within(waiting);
        connection.Abort();
        Assert.That(pool.Held, Is.Zero);
    }

    private static async Task<(ITransportConnection, ScriptedPeer)> ConnectAsync(ScriptedServer server, WebSocketTransportOptions options)
    {
        var accepting = server.AcceptAsync();
        var connection = await Deadline.Within(new WebSocketTransport(options).ConnectAsync(server.Url, CancellationToken.None));
        return (connection, await accepting);
    }

    // One good round will do: the runner, the runtime and what earlier tests left behind allocate now and then too.
    private static async Task AssertAllocatesAsync(int maxPerMessage, Func<Task> receiveMany)
    {
        var best = double.MaxValue;
        for (var i = 0; i < Rounds && best >= maxPerMessage; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await receiveMany();
            best = Math.Min(best, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages);
        }

        TestContext.Out.WriteLine($"{best} bytes a message");
        if (best >= maxPerMessage)
        {
            using var ticks = new AllocationTicks();
            await receiveMany();
            Assert.Fail($"{best} bytes a message; allowed: fewer than {maxPerMessage}. What the process allocates: {ticks}");
        }
    }

    private static async Task ReceiveManyAsync(ITransportConnection connection, ReusedBuffer destination, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await connection.WaitForDataAsync();
            await connection.ReceiveAsync(destination.Empty(), 1024);
        }
    }

    private sealed class ReusedBuffer : IBufferWriter<byte>
    {
        private readonly byte[] _bytes = new byte[4096];
        private int _written;

        public ReusedBuffer Empty()
        {
            _written = 0;
            return this;
        }

        public void Advance(int count) => _written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_written);

        public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_written);
    }
}
