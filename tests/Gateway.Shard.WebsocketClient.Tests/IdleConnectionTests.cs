using System.Buffers;
using Gateway.Contracts;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>What a connection holds while nothing happens.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class IdleConnectionTests
{
    [Test]
    public async Task An_idle_connection_holds_no_read_ahead()
    {
        var pool = new CountingPool();
        await using var server = new ScriptedServer();
        var transport = new WebSocketTransport(new WebSocketTransportOptions { BufferPool = pool });
        var accepting = server.AcceptAsync();
        var connection = await Deadline.Within(transport.ConnectAsync(server.Url, CancellationToken.None));
        var peer = await accepting;
        await peer.SendTextAsync("one");
        await connection.WaitForDataAsync();
        await connection.ReceiveAsync(new ArrayBufferWriter<byte>(), 1024);

        var waiting = connection.WaitForDataAsync();
        Assert.That((waiting.IsCompleted, pool.Held), Is.EqualTo((false, 0)));
        Assert.That(pool.Rents, Is.Positive);

        await peer.SendTextAsync("two");
        await Deadline.Within(waiting);
        connection.Abort();
        Assert.That(pool.Held, Is.Zero);
    }
}
