using System.Buffers;
using Gateway.Core.Transport;

namespace Gateway.Contracts;

/// <summary>What a transport does besides, if it reads only what is asked for: nothing piles up behind a slow shard.</summary>
public abstract class UnbufferedTransportContract : TransportContract
{
    private const int Gibibyte = 1024 * 1024 * 1024;

    [Test]
    public async Task A_shard_that_does_not_read_stalls_the_peer()
    {
        // More than the kernel's buffers of both ends take together.
        const int Messages = 1024;
        var (connection, peer) = await ConnectAsync();
        var frame = Frames.Make(Frames.BinaryOpcode, new byte[64 * 1024]);
        var written = 0;
        var writing = WriteAllAsync();
        await WaitForStallAsync(() => Volatile.Read(ref written));

        // Nobody has taken the rest: it is still the peer's.
        Assert.That(writing.IsCompleted, Is.False);
        for (var i = 0; i < Messages; i++)
            Assert.That((await ReceiveAsync(connection)).Payload, Has.Length.EqualTo(64 * 1024));
        await writing;
        connection.Abort();

        async Task WriteAllAsync()
        {
            for (var i = 0; i < Messages; i++)
            {
                await peer.WriteAsync(frame);
                Volatile.Write(ref written, i);
            }
        }
    }

    [Test]
    public async Task A_header_that_announces_2_to_the_40_bytes_costs_no_memory()
    {
        const int SmallCap = 64 * 1024;
        var (connection, peer) = await ConnectAsync();
        var destination = new ArrayBufferWriter<byte>(2 * SmallCap);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var receiving = connection.ReceiveAsync(destination, SmallCap).AsTask();
        await peer.WriteAsync(Frames.Header(Frames.BinaryOpcode, 1L << 40));
        await peer.WriteAsync(new byte[SmallCap + 1]);
        var message = await Deadline.Within(receiving);

        Assert.That(message.Kind, Is.EqualTo(TransportMessageKind.TooLarge));
        // Other fixtures allocate meanwhile; they are nowhere near a tebibyte.
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(Gibibyte));
        connection.Abort();
        await peer.WaitForEndAsync();
    }

    // Stalled: no progress for a quarter of a second, after at least one write.
    private static async Task WaitForStallAsync(Func<int> progress)
    {
        using var patience = new CancellationTokenSource(Deadline.Limit);
        for (var last = -1; progress() != last || last == 0;)
        {
            last = progress();
            await Task.Delay(250, patience.Token);
        }
    }
}
