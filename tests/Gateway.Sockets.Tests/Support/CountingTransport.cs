using System.Buffers;
using System.Collections.Concurrent;
using Gateway.Core.Transport;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Sockets.Tests.Support;

/// <summary>The real transport, with an account of who was dialled when and how many sockets were open at a time.</summary>
internal sealed class CountingTransport(WebSocketTransportOptions? options = null) : ITransport
{
    private readonly WebSocketTransport _inner = new((options ?? new WebSocketTransportOptions()) with { UseProxy = false });
    private readonly ConcurrentQueue<(TimeSpan At, Uri Url)> _dials = new();
    private readonly long _origin = TimeProvider.System.GetTimestamp();
    private readonly Lock _gate = new();
    private int _open;

    /// <summary>Every dial, in order.</summary>
    public IReadOnlyList<(TimeSpan At, Uri Url)> Dials => [.. _dials];

    /// <summary>Connections that were opened and not yet aborted.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The most of them at one time.</summary>
    public int MostOpen { get; private set; }

    /// <summary>Wraps each new connection; null leaves it as it is.</summary>
    public Func<ITransportConnection, ITransportConnection>? Wrap { get; set; }

    public async ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        _dials.Enqueue((TimeProvider.System.GetElapsedTime(_origin), url));
        var connection = await _inner.ConnectAsync(url, cancellationToken);
        lock (_gate)
        {
            MostOpen = Math.Max(MostOpen, ++_open);
        }

        var counted = new Counted(this, connection);
        return Wrap?.Invoke(counted) ?? counted;
    }

    private sealed class Counted(CountingTransport owner, ITransportConnection inner) : ITransportConnection
    {
        private int _aborted;

        public ValueTask WaitForDataAsync() => inner.WaitForDataAsync();

        public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes) =>
            inner.ReceiveAsync(destination, maxBytes);

        public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary) => inner.SendAsync(payload, binary);

        public ValueTask CloseOutputAsync(int code, string reason) => inner.CloseOutputAsync(code, reason);

        public void Abort()
        {
            inner.Abort();
            if (Interlocked.Exchange(ref _aborted, 1) == 0)
            {
                Interlocked.Decrement(ref owner._open);
            }
        }
    }
}
