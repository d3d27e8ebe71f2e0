using System.Buffers;
using Gateway.Contracts;
using Gateway.Core.Transport;
using Gateway.Shard.WebsocketClient;

namespace Gateway.SteadyState.Tests;

/// <summary>
/// What a connection costs while nothing special happens. In a process of its own and one at a time, because the
/// allocations of the process are counted.
/// </summary>
[TestFixture]
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
        var (connection, peer) = await ConnectAsync(server);
        var destination = new ReusedBuffer();
        var all = Enumerable.Range(0, WarmUp + (Rounds * Messages)).SelectMany(_ => Frames.Text(new string('x', 50))).ToArray();
        var writing = peer.WriteAsync(all);

        await ReceiveManyAsync(connection, destination, WarmUp);
        await AssertAllocatesAsync(8 + ForDebug, () => ReceiveManyAsync(connection, destination, Messages));

        connection.Abort();
    }

    [Test]
    public async Task Waiting_for_each_message_allocates_nothing()
    {
        await using var server = new ScriptedServer();
        var (connection, peer) = await ConnectAsync(server);
        var destination = new ReusedBuffer();
        var frame = Frames.Text(new string('x', 50));

        await EchoManyAsync(WarmUp);
        await AssertAllocatesAsync(8 + ForDebug, () => EchoManyAsync(Messages));
        connection.Abort();

        async Task EchoManyAsync(int count)
        {
            // The runner's synchronization context would allocate for each continuation.
            for (var i = 0; i < count; i++)
            {
                var waiting = connection.WaitForDataAsync();
                peer.Socket.Send(frame);
                await waiting.ConfigureAwait(false);
                await connection.ReceiveAsync(destination.Empty(), 1024).ConfigureAwait(false);
            }
        }
    }

    private static async Task<(ITransportConnection, ScriptedPeer)> ConnectAsync(ScriptedServer server)
    {
        var accepting = server.AcceptAsync();
        var connection = await Deadline.Within(new WebSocketTransport(new WebSocketTransportOptions()).ConnectAsync(server.Url, CancellationToken.None));
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
