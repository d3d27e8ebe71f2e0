using System.IO.Pipelines;

namespace Gateway.Simulator.Tests.Support;

/// <summary>A socket without a socket: the test writes what the server reads, and reads what the server writes.</summary>
internal sealed class DuplexStream : Stream
{
    private readonly Pipe _toServer = new();
    private readonly MemoryStream _fromServer = new();
    private readonly Stream _reader;

    public DuplexStream() => _reader = _toServer.Reader.AsStream();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Everything that the server has written.</summary>
    public byte[] Written
    {
        get
        {
            lock (_fromServer)
            {
                return _fromServer.ToArray();
            }
        }
    }

    public async Task FeedAsync(byte[] bytes) => await _toServer.Writer.WriteAsync(bytes);

    public void End() => _toServer.Writer.Complete();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _reader.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_fromServer)
        {
            _fromServer.Write(buffer);
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
