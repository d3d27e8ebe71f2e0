using System.Threading.Channels;
using Gateway.Contracts;

namespace Gateway.Shard.WebsocketClient.Tests;

[TestFixture]
public sealed class ReadAheadStreamTests : IDisposable
{
    private const int Capacity = 64;

    private readonly CountingPool _pool = new();
    private readonly WireStream _wire = new();
    private ReadAheadStream _stream = null!;

    [SetUp]
    public void Open()
    {
        _wire.Clear();
        _stream = new ReadAheadStream(_wire, Capacity, _pool);
    }

    [TearDown]
    public void Close()
    {
        _stream.Dispose();
        Assert.That(_pool.Held, Is.Zero);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _wire.Dispose();
    }

    [Test]
    public async Task Small_reads_cost_one_read_of_the_wire()
    {
        _wire.Send(1, 2, 3, 4, 5, 6);

        Assert.That(await ReadAsync(2), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(await ReadAsync(3), Is.EqualTo(new byte[] { 3, 4, 5 }));
        Assert.That(await ReadAsync(3), Is.EqualTo(new byte[] { 6 }));
        Assert.That(_wire.Reads, Is.EqualTo(1));
        Assert.That(_stream.Tail, Is.EqualTo(0x0506));
    }

    [Test]
    public async Task A_read_of_the_buffers_size_goes_past_it_only_when_it_is_empty()
    {
        _wire.Send(1, 2, 3);
        _wire.Send(4, 5);

        Assert.That(await ReadAsync(1), Is.EqualTo(new byte[] { 1 }));
        Assert.That(await ReadAsync(Capacity), Is.EqualTo(new byte[] { 2, 3 }));
        var held = _pool.Rents;
        Assert.That(await ReadAsync(Capacity), Is.EqualTo(new byte[] { 4, 5 }));
        Assert.That(_pool.Rents, Is.EqualTo(held));
        Assert.That(_stream.Tail, Is.EqualTo(0x0405));
    }

    [Test]
    public async Task A_wait_with_bytes_at_hand_completes_at_once()
    {
        _wire.Send(1, 2);
        await ReadAsync(1);

        var waiting = _stream.ReadAsync(Memory<byte>.Empty);

        Assert.That(waiting.IsCompletedSuccessfully);
        Assert.That(await ReadAsync(1), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public async Task A_wait_without_bytes_gives_the_buffer_back_first()
    {
        _wire.Send(1);
        await ReadAsync(4);
        Assert.That(_pool.Held, Is.EqualTo(1));

        var waiting = _stream.ReadAsync(Memory<byte>.Empty);

        Assert.That((waiting.IsCompleted, _pool.Held), Is.EqualTo((false, 0)));
        _wire.Send(2);
        Assert.That(await Deadline.Within(waiting), Is.Zero);
        Assert.That(await ReadAsync(4), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public async Task The_end_of_the_wire_is_the_end_of_the_stream()
    {
        _wire.Send();

        Assert.That(await ReadAsync(4), Is.Empty);
    }

    [Test]
    public async Task A_buffer_is_not_given_back_while_a_read_may_still_write_into_it()
    {
        var reading = _stream.ReadAsync(new byte[4]);
        _stream.Dispose();
        Assert.That(_pool.Held, Is.EqualTo(1), "The wire still has it");

        _wire.Send(1);

        Assert.That(await Deadline.Within(reading), Is.EqualTo(1));
        Assert.That(_pool.Held, Is.Zero);
        Assert.CatchAsync<ObjectDisposedException>(() => ReadAsync(4));
    }

    [Test]
    public async Task Disposing_at_any_moment_gives_each_buffer_back_once()
    {
        var random = new Random(4711);
        for (var round = 0; round < 500; round++)
        {
            var wire = new WireStream();
            var stream = new ReadAheadStream(wire, Capacity, _pool);
            var reading = Task.Run(async () =>
            {
                try
                {
                    while (await stream.ReadAsync(new byte[3]) > 0)
                        _ = await stream.ReadAsync(Memory<byte>.Empty);
                }
                catch (ObjectDisposedException)
                {
                    // What the disposal is for.
                }
            });
            wire.Send(new byte[random.Next(1, 100)]);
            Thread.SpinWait(random.Next(2000));
            stream.Dispose();
            wire.Send();
            wire.Send();
            await Deadline.Within(reading);
            Assert.That(_pool.Held, Is.Zero, $"round {round}");
        }
    }

    [Test]
    public async Task While_it_stops_at_heads_what_follows_a_head_stays()
    {
        _stream.StopsAtHeads = true;
        _wire.Send("HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 101 Yes\r"u8.ToArray());
        _wire.Send("\n\r\nframes"u8.ToArray());

        Assert.That(await ReadAsync(Capacity), Is.EqualTo("HTTP/1.1 103 Early\r\nA: b\r\n\r\n"u8.ToArray()));
        Assert.That(await ReadAsync(Capacity), Is.EqualTo("HTTP/1.1 101 Yes\r"u8.ToArray()));
        Assert.That(await ReadAsync(Capacity), Is.EqualTo("\n\r\n"u8.ToArray()));
        _stream.StopsAtHeads = false;

        Assert.That(await ReadAsync(Capacity), Is.EqualTo("frames"u8.ToArray()));
    }

    [Test]
    public async Task The_buffer_is_small_until_reads_fill_it_and_again_after_a_quiet_wait()
    {
        const int small = 4096;
        const int full = 65536;
        using var stream = new ReadAheadStream(_wire, full, _pool);
        var one = new byte[1];
        foreach (var expected in new[] { small, small * 4, full, full })
        {
            _wire.Send(new byte[full]);
            _ = await Deadline.Within(stream.ReadAsync(one));
            Assert.That(_pool.Lengths, Is.EqualTo(new[] { expected }));
            await DrainAsync(stream);
        }

        await WaitAsync();
        await Deadline.Within(stream.ReadAsync(one));
        Assert.That(_pool.Lengths, Is.EqualTo(new[] { full }), "Much had come before that wait");
        await WaitAsync();
        await Deadline.Within(stream.ReadAsync(one));
        Assert.That(_pool.Lengths, Is.EqualTo(new[] { small }), "Little had come before this one");

        async Task WaitAsync()
        {
            var waiting = stream.ReadAsync(Memory<byte>.Empty);
            _wire.Send(1);
            await Deadline.Within(waiting);
        }
    }

    private static async Task DrainAsync(ReadAheadStream stream)
    {
        while (stream.HasBytes)
            _ = await stream.ReadAsync(new byte[Capacity]);
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var buffer = new byte[count];
        return buffer[..await Deadline.Within(_stream.ReadAsync(buffer))];
    }

    /// <summary>Hands out what was sent, one piece a read; a piece of nothing is the end.</summary>
    private sealed class WireStream : MemoryStream
    {
        private Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>();

        public int Reads { get; private set; }

        public void Clear() => (_pieces, Reads) = (Channel.CreateUnbounded<byte[]>(), 0);

        public void Send(params byte[] piece) => _pieces.Writer.TryWrite(piece);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty)
            {
                await _pieces.Reader.WaitToReadAsync(cancellationToken);
                return 0;
            }

            Reads++;
            var piece = await _pieces.Reader.ReadAsync(cancellationToken);
            var taken = Math.Min(piece.Length, buffer.Length);
            piece.AsSpan(0, taken).CopyTo(buffer.Span);
            return taken;
        }
    }
}
