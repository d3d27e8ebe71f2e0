namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>Which writes reach the wire, and which wait for the next one.</summary>
[TestFixture]
public sealed class WriteGatherTests : IDisposable
{
    private readonly CountingPool _pool = new();
    private readonly Wire _wire = new();

    public void Dispose() => _wire.Dispose();

    [SetUp]
    public void Clear()
    {
        _wire.Writes.Clear();
        _wire.Error = null;
    }

    [TearDown]
    public void NothingIsHeld() => Assert.That(_pool.Held, Is.Zero);

    [Test]
    public async Task A_write_passes_through()
    {
        var rents = _pool.Rents;
        var gather = new WriteGather(_wire, _pool);
        await gather.WriteAsync(new byte[3], default);
        await gather.WriteAsync(new byte[4], default);
        Assert.That(string.Join('+', _wire.Writes), Is.EqualTo("3+4"));
        Assert.That(_pool.Rents, Is.EqualTo(rents));
    }

    [Test]
    public async Task Writes_that_were_held_go_with_the_first_that_is_not()
    {
        var gather = new WriteGather(_wire, _pool) { Holds = true };
        await gather.WriteAsync(new byte[3], default);
        await gather.WriteAsync(new byte[4], default);
        Assert.That(_wire.Writes, Is.Empty);
        gather.Holds = false;
        await gather.WriteAsync(new byte[5], default);
        await gather.WriteAsync(new byte[6], default);
        Assert.That(string.Join('+', _wire.Writes), Is.EqualTo("12+6"));
    }

    [Test]
    public async Task Not_more_is_held_than_the_bound()
    {
        var gather = new WriteGather(_wire, _pool) { Holds = true };
        for (var i = 0; i < 1000; i++)
            await gather.WriteAsync(new byte[1000], default);

        Assert.That(_wire.Writes.Sum(), Is.GreaterThanOrEqualTo(1_000_000 - WriteGather.MaxHeld));
        Assert.That(_wire.Writes, Is.All.LessThanOrEqualTo(WriteGather.MaxHeld));
        await gather.WriteAsync(new byte[WriteGather.MaxHeld + 1], default);
        gather.Holds = false;
        await gather.WriteAsync(new byte[1], default);
        Assert.That(_wire.Writes.Sum(), Is.EqualTo(1_000_000 + WriteGather.MaxHeld + 2));
    }

    [Test]
    public async Task A_failed_write_holds_nothing()
    {
        var gather = new WriteGather(_wire, _pool) { Holds = true };
        await gather.WriteAsync(new byte[3], default);
        gather.Holds = false;
        _wire.Error = new IOException("gone");
        Assert.That(async () => await gather.WriteAsync(new byte[3], default), Throws.InstanceOf<IOException>());
    }

    private sealed class Wire : Stream
    {
        public List<int> Writes { get; } = [];

        public Exception? Error { get; set; }

        public override bool CanRead => false;
        public override bool CanWrite => true;
        public override bool CanSeek => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Error is not null)
                return ValueTask.FromException(Error);
            Writes.Add(buffer.Length);
            return default;
        }

        public override void Flush() => throw new NotSupportedException();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
