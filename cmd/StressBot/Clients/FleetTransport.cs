using System.Buffers;
using System.Collections.Concurrent;
using Gateway.Core.Transport;

namespace StressBot.Clients;

/// <summary>
/// Looks on how a fleet uses its transport: no shard may speak on a connection while it still holds another, and at the
/// end none may be left. Which shard a connection is of, its Identify or Resume tells.
/// </summary>
/// <param name="inner">The transport.</param>
/// <param name="shardOf">The shard of a session.</param>
internal sealed class FleetTransport(ITransport inner, Func<string, int?> shardOf) : ITransport
{
    private readonly ConcurrentDictionary<int, int> _heldByShard = new();
    private int _held;
    private int _overlaps;

    /// <summary>Connections that were not let go yet.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>How often a shard had two.</summary>
    public int Overlaps => Volatile.Read(ref _overlaps);

    public async ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _held);
        try
        {
            return new Watched(await inner.ConnectAsync(url, cancellationToken).ConfigureAwait(false), this);
        }
        catch
        {
            Interlocked.Decrement(ref _held);
            throw;
        }
    }

    private void OnKnown(int shard)
    {
        if (_heldByShard.AddOrUpdate(shard, 1, static (_, n) => n + 1) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }
    }

    private void OnGone(int? shard)
    {
        Interlocked.Decrement(ref _held);
        if (shard is { } index)
        {
            _heldByShard.AddOrUpdate(index, 0, static (_, n) => n - 1);
        }
    }

    private sealed class Watched(ITransportConnection connection, FleetTransport watch) : ITransportConnection
    {
        private readonly Lock _gate = new();
        private int? _shard;
        private bool _gone;

        public ValueTask WaitForDataAsync() => connection.WaitForDataAsync();

        public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes) =>
            connection.ReceiveAsync(destination, maxBytes);

        public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary)
        {
            if (_shard is null && ShardProbe.Find(payload.Span, watch.ShardOf) is { } shard)
            {
                lock (_gate)
                {
                    if (!_gone)
                    {
                        _shard = shard;
                        watch.OnKnown(shard);
                    }
                }
            }

            return connection.SendAsync(payload, binary);
        }

        public ValueTask CloseOutputAsync(int code, string reason) => connection.CloseOutputAsync(code, reason);

        public void Abort()
        {
            lock (_gate)
            {
                if (!_gone)
                {
                    _gone = true;
                    watch.OnGone(_shard);
                }
            }

            connection.Abort();
        }
    }

    private int? ShardOf(string session) => shardOf(session);
}
