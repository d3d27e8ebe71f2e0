using System.Buffers;
using System.Text;
using Gateway.Contracts;
using Gateway.Core.Transport;

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

    // The socket's event for bytes that were read already can come late, and must not end the wait that has begun since.
    [Test]
    public async Task No_connection_is_left_with_a_read_ahead_after_bursts()
    {
        const int connections = 16;
        const int rounds = 5;
        const int messages = 40;
        var pool = new CountingPool();
        await using var server = new ScriptedServer();
        var transport = new WebSocketTransport(new WebSocketTransportOptions { BufferPool = pool });
        var pairs = new List<(ITransportConnection Connection, ScriptedPeer Peer)>();
        for (var i = 0; i < connections; i++)
        {
            var accepting = server.AcceptAsync();
            pairs.Add((await Deadline.Within(transport.ConnectAsync(server.Url, CancellationToken.None)), await accepting));
        }

        for (var round = 0; round < rounds; round++)
        {
            var waiting = pairs.ConvertAll(pair => Task.Run(() => ReceiveAndWaitAsync(pair.Connection, messages)));
            await Task.WhenAll(pairs.Select(pair => Task.Run(async () =>
            {
                for (var i = 0; i < messages; i++)
                    await pair.Peer.SendTextAsync("a message of a burst");
            })));
            var idle = await Deadline.Within(Task.WhenAll(waiting));

            var holdsNone = SpinWait.SpinUntil(() => pool.Held == 0, Deadline.Limit);
            Assert.That(holdsNone, $"Round {round}: {pool.Held} buffers are held by connections that wait");
            await Task.WhenAll(pairs.Select(pair => pair.Peer.SendTextAsync("the end of the wait")));
            await Deadline.Within(Task.WhenAll(idle.Select(wait => wait.Ended)));
            await Deadline.Within(Task.WhenAll(pairs.Select(pair => ReceiveAsync(pair.Connection))));
        }

        pairs.ForEach(pair => pair.Connection.Abort());
        Assert.That(pool.Held, Is.Zero);
    }

    [Test]
    public async Task Frames_that_came_with_the_upgrade_are_received()
    {
        await using var server = new ScriptedServer();
        var connecting = new WebSocketTransport().ConnectAsync(server.Url, CancellationToken.None).AsTask();
        var peer = await server.AcceptTcpAsync();
        await peer.ReadRequestAsync();
        await peer.AnswerUpgradeAsync([.. Frames.Text("one"), .. Frames.Text("two")]);
        var connection = await Deadline.Within(connecting);

        Assert.That(await ReceiveAsync(connection), Is.EqualTo("one"));
        Assert.That(await ReceiveAsync(connection), Is.EqualTo("two"));
        connection.Abort();
    }

    [Test]
    public async Task Nothing_that_is_left_of_the_dial_closes_the_connection_when_it_is_collected()
    {
        await using var server = new ScriptedServer();
        var accepting = server.AcceptAsync();
        var connection = await Deadline.Within(new WebSocketTransport().ConnectAsync(server.Url, CancellationToken.None));
        var peer = await accepting;

        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        await peer.SendTextAsync("still here");
        Assert.That(await ReceiveAsync(connection), Is.EqualTo("still here"));
        connection.Abort();
    }

    // Receives the messages, and then waits: what it returns has not ended yet.
    private static async Task<Wait> ReceiveAndWaitAsync(ITransportConnection connection, int messages)
    {
        for (var i = 0; i < messages; i++)
        {
            await connection.WaitForDataAsync();
            await connection.ReceiveAsync(new ArrayBufferWriter<byte>(), 1024);
        }

        return new Wait(connection.WaitForDataAsync().AsTask());
    }

    private static async Task<string> ReceiveAsync(ITransportConnection connection)
    {
        var text = new ArrayBufferWriter<byte>();
        await Deadline.Within(connection.WaitForDataAsync());
        await Deadline.Within(connection.ReceiveAsync(text, 1024));
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private sealed record Wait(Task Ended);
}
