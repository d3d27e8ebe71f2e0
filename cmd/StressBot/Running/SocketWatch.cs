using System.Buffers;
using Gateway.Core.Transport;

namespace StressBot.Running;

/// <summary>
/// Looks on how one shard uses the shared transport: the next dial has to come after the last connection was let go,
/// and at the end none may be left.
/// </summary>
internal sealed class SocketWatch(ITransport inner) : ITransport
{
    private int _held;
    private int _overlaps;

    /// <summary>Connections that were not let go yet.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Dials that began while a connection was still held.</summary>
    public int Overlaps => Volatile.Read(ref _overlaps);

    public async ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _held) > 1)
        {
            Interlocked.Increment(ref _overlaps);
        }

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

    private sealed class Watched(ITransportConnection inner, SocketWatch watch) : ITransportConnection
    {
        private int _gone;

        public ValueTask WaitForDataAsync() => inner.WaitForDataAsync();

        public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes) =>
            inner.ReceiveAsync(destination, maxBytes);

        public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary) => inner.SendAsync(payload, binary);

        public ValueTask CloseOutputAsync(int code, string reason) => inner.CloseOutputAsync(code, reason);

        public void Abort()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
            {
                Interlocked.Decrement(ref watch._held);
            }

            inner.Abort();
        }
    }
}
