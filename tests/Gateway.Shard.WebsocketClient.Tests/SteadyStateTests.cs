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
    private const int Messages = 1000;

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
        var all = Enumerable.Range(0, WarmUp + Messages).SelectMany(_ => Frames.Text(new string('x', 50))).ToArray();
        await peer.WriteAsync(all);

        await ReceiveManyAsync(connection, destination, WarmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await ReceiveManyAsync(connection, destination, Messages);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        TestContext.Out.WriteLine($"{allocated} bytes for {Messages} messages");
        Assert.That(allocated / (double)Messages, Is.LessThan(8 + ForDebug));
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
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await EchoManyAsync(Messages);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        TestContext.Out.WriteLine($"{allocated} bytes for {Messages} messages");
        // About 420, all of it below the transport: the HTTP layer's stream under the WebSocket has no pooled reads.
        Assert.That(allocated / (double)Messages, Is.LessThan(640 + ForDebug));
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
