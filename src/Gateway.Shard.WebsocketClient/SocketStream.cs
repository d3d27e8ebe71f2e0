using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Gateway.Shard.WebsocketClient;

/// <summary>A socket whose read of no bytes ends when there is something to read, and not before.</summary>
/// <remarks>
/// On Linux and macOS, .NET ends a read of no bytes that had to wait with the next event of the socket. That may be the late
/// event of bytes which were read before the wait began. Whoever reads above, TLS and WebSocket alike, then takes a
/// buffer and waits with it for as long as the connection is idle: after a burst, close to half of all connections did.
/// A read of no bytes that is answered at once has looked at the socket, so the last word is such a one.
/// </remarks>
internal sealed class SocketStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = base.ReadAsync(buffer, cancellationToken);
        return buffer.IsEmpty && !read.IsCompleted ? WaitAsync(read, cancellationToken) : read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        while (!read.IsCompleted)
        {
            await read.ConfigureAwait(false);
            read = base.ReadAsync(Memory<byte>.Empty, cancellationToken);
        }

        return await read.ConfigureAwait(false);
    }
}
