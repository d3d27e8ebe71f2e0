using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Gateway.Shard.WebsocketClient;

/// <summary>
/// Fetches ahead, so that many small WebSocket messages cost one system call instead of two each: the WebSocket reads
/// header and body apart. Writes pass through, unless they are held to go together.
/// </summary>
/// <remarks>
/// A read of no bytes is the wait of an idle shard. It gives the buffer back to the pool before it waits, so that an
/// idle connection holds none. The buffer begins small and grows to its full size while reads fill it: of many quiet
/// connections each touches little memory. Reads come one at a time; <see cref="Stream.Dispose()"/> may come during one, from
/// another thread: the buffer then goes back to the pool when that read has ended, because the socket may write into
/// it until then.
/// </remarks>
internal sealed class ReadAheadStream(Stream inner, int capacity, ArrayPool<byte> pool) : Stream
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int Disposed = 2;
    private const int SmallCapacity = 4096;
    private const int Growth = 4;

    private readonly WriteGather _gather = new(inner, pool);
    private byte[]? _buffer;
    private int _size = Math.Min(SmallCapacity, capacity);
    private int _readSinceWait;
    private HeadEnd _head;
    private int _start;
    private int _end;
    private int _state;
    private ushort _tail;

    /// <summary>
    /// The last two bytes read. .NET's WebSocket reports an empty close frame as 1000; as nothing may follow a close
    /// frame (RFC 6455 §5.5.1), these two bytes tell one from the other.
    /// </summary>
    public ushort Tail => _tail;

    /// <summary>
    /// While it is set, no read goes past the end of an HTTP head: the bytes behind it are the WebSocket's, and whoever
    /// reads the head would keep them.
    /// </summary>
    public bool StopsAtHeads { get; set; }

    /// <summary>Whether writes wait for the next one, to go with it.</summary>
    public bool HoldsWrites
    {
        get => _gather.Holds;
        set => _gather.Holds = value;
    }

    /// <summary>Whether bytes are at hand. For the one who reads, between reads.</summary>
    public bool HasBytes => _start < _end;

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Enter();
        if (_start < _end)
        {
            var taken = Take(buffer.Span);
            Leave();
            return new ValueTask<int>(taken);
        }

        if (buffer.IsEmpty)
        {
            NoteWait();
            GiveBack();
            Leave();
            return inner.ReadAsync(buffer, cancellationToken);
        }

        if (buffer.Length >= capacity && !StopsAtHeads)
        {
            Leave();
            return ReadThroughAsync(buffer, cancellationToken);
        }

        Resize();
        return FillAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _gather.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    // The WebSocket is asynchronous throughout; a blocking read would need the same care for a use that nobody has.
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            var before = Interlocked.Exchange(ref _state, Disposed);
            inner.Dispose();
            if (before == Idle)
                GiveBack();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FillAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            _buffer ??= pool.Rent(_size);
            var filled = await inner.ReadAsync(_buffer.AsMemory(0, _size), cancellationToken).ConfigureAwait(false);
            (_start, _end) = (0, filled);
            return Take(destination.Span);
        }
        finally
        {
            Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadThroughAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        NoteTail(destination.Span[..read]);
        return read;
    }

    // A read that has filled the buffer has left something behind.
    private void Resize()
    {
        _readSinceWait += _end;
        if (_end < _size || _size == capacity)
            return;
        GiveBack();
        _size = Math.Min(capacity, _size * Growth);
    }

    // What came since the last wait would have fitted in a small buffer: so will what comes after this one.
    private void NoteWait()
    {
        if (_readSinceWait + _end < SmallCapacity)
            _size = Math.Min(SmallCapacity, capacity);
        _readSinceWait = 0;
    }

    private int Take(Span<byte> destination)
    {
        var taken = Math.Min(destination.Length, _end - _start);
        if (StopsAtHeads)
            taken = _head.Take(_buffer.AsSpan(_start, taken));
        _buffer.AsSpan(_start, taken).CopyTo(destination);
        _start += taken;
        NoteTail(destination[..taken]);
        return taken;
    }

    private void NoteTail(ReadOnlySpan<byte> read)
    {
        if (read.Length >= 2)
            _tail = BinaryPrimitives.ReadUInt16BigEndian(read[^2..]);
        else if (read.Length == 1)
            _tail = (ushort)((_tail << 8) | read[0]);
    }

    // Only by the one who holds the state: the reader, or the disposer of an idle stream.
    private void GiveBack()
    {
        (_start, _end) = (0, 0);
        if (_buffer is { } buffer)
        {
            _buffer = null;
            pool.Return(buffer);
        }
    }

    private void Enter()
    {
        var before = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(before == Disposed, this);
        if (before == Reading)
            throw new InvalidOperationException("A read is already under way. Allowed: one at a time.");
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) == Disposed)
            GiveBack();
    }
}
