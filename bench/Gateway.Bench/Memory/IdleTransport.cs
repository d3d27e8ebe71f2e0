using System.Buffers;
using Gateway.Bench.HotPath;
using Gateway.Core.Transport;
using Gateway.Shard.WebsocketClient;

namespace Gateway.Bench.Memory;

/// <summary>A connection of our transport without a shard around it.</summary>
internal sealed class IdleTransport : IAsyncDisposable
{
    private const int HandshakeBytes = 4096;
    private readonly ITransportConnection _connection;
    private readonly Task _waiting;

    private IdleTransport(ITransportConnection connection)
    {
        _connection = connection;
        _waiting = connection.WaitForDataAsync().AsTask();
    }

    public static async Task<IAsyncDisposable> OpenAsync(Uri url)
    {
        var connection = await new WebSocketTransport().ConnectAsync(url, CancellationToken.None);
        await connection.ReceiveAsync(new ArrayBufferWriter<byte>(HandshakeBytes), HandshakeBytes); // Hello
        await connection.SendAsync(Handshake.Identify, binary: false);
        await connection.ReceiveAsync(new ArrayBufferWriter<byte>(HandshakeBytes), HandshakeBytes); // READY
        return new IdleTransport(connection);
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Abort();
        await _waiting.ContinueWith(static _ => { }, TaskScheduler.Default); // Aborted: it fails, and nobody minds.
    }
}
