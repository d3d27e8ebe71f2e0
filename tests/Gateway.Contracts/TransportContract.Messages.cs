using System.Text;
using Gateway.Core.Transport;

namespace Gateway.Contracts;

/// <content>Messages in both directions.</content>
public abstract partial class TransportContract
{
    [Test]
    public async Task Text_and_binary_go_to_the_server()
    {
        var (connection, peer) = await ConnectAsync();

        await Deadline.Within(connection.SendAsync(Encoding.UTF8.GetBytes("hello"), binary: false));
        await Deadline.Within(connection.SendAsync(new byte[] { 131, 1, 0 }, binary: true));

        var first = (await peer.ReadFrameAsync())!.Value;
        Assert.That((first.Opcode, Encoding.UTF8.GetString(first.Payload)), Is.EqualTo((Frames.TextOpcode, "hello")));
        var second = (await peer.ReadFrameAsync())!.Value;
        Assert.That(second.Opcode, Is.EqualTo(Frames.BinaryOpcode));
        Assert.That(second.Payload, Is.EqualTo(new byte[] { 131, 1, 0 }));
        connection.Abort();
    }

    [Test]
    public async Task Messages_sent_together_arrive_one_by_one_and_in_order()
    {
        var (connection, peer) = await ConnectAsync();
        string[] texts = ["first", "", new string('x', 4096), "last"];
        await Deadline.Within(connection.SendAsync(texts.Select(t => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(t)).ToArray(), binary: false));
        await Deadline.Within(connection.SendAsync("alone"u8.ToArray(), binary: true));
        foreach (var text in texts)
        {
            var frame = await peer.ReadFrameAsync();
            Assert.That((frame?.Opcode, Encoding.UTF8.GetString(frame!.Value.Payload)), Is.EqualTo((1, text)));
        }

        Assert.That((await peer.ReadFrameAsync())?.Opcode, Is.EqualTo(2));
        connection.Abort();
    }

    [Test]
    public async Task Text_and_binary_come_from_the_server()
    {
        var (connection, peer) = await ConnectAsync();

        await peer.SendTextAsync("welcome");
        await peer.WriteAsync(Frames.Make(Frames.BinaryOpcode, [7, 8, 9]));

        Assert.That(await ReceiveTextAsync(connection), Is.EqualTo("welcome"));
        var (message, payload) = await ReceiveAsync(connection);
        Assert.That(message.Kind, Is.EqualTo(TransportMessageKind.Binary));
        Assert.That(payload, Is.EqualTo(new byte[] { 7, 8, 9 }));
        connection.Abort();
    }

    [TestCase(0)]
    [TestCase(125)]
    [TestCase(126)]
    [TestCase(65535)]
    [TestCase(65536)]
    [TestCase(1_000_000)]
    public async Task Every_length_of_message_arrives_whole(int length)
    {
        var (connection, peer) = await ConnectAsync();
        var payload = new byte[length];
        new Random(length).NextBytes(payload);

        var writing = peer.WriteAsync(Frames.Make(Frames.BinaryOpcode, payload));
        var (message, received) = await ReceiveAsync(connection);
        await writing;

        Assert.That(message.Kind, Is.EqualTo(TransportMessageKind.Binary));
        Assert.That(received.AsSpan().SequenceEqual(payload));
        connection.Abort();
    }

    [Test]
    public async Task Messages_keep_their_order_however_they_are_cut()
    {
        const int Count = 300;
        var (connection, peer) = await ConnectAsync();
        var wire = Enumerable.Range(0, Count).SelectMany(i => Frames.Text($"message {i} {new string('x', i)}")).ToArray();

        var writing = WriteInPiecesAsync(peer, wire, 977);
        for (var i = 0; i < Count; i++)
            Assert.That(await ReceiveTextAsync(connection), Does.StartWith($"message {i} x").Or.EqualTo("message 0 "));
        await writing;
        connection.Abort();
    }

    [Test]
    public async Task A_fragmented_message_is_joined_also_around_a_ping()
    {
        var (connection, peer) = await ConnectAsync();

        await peer.WriteAsync(Frames.Make(Frames.TextOpcode, "in "u8, final: false));
        await peer.WriteAsync(Frames.Make(Frames.PingOpcode, "?"u8));
        await peer.WriteAsync(Frames.Make(0, ""u8, final: false));
        await peer.WriteAsync(Frames.Make(0, "pieces"u8, final: false));
        await peer.WriteAsync(Frames.Make(0, ""u8));

        Assert.That(await ReceiveTextAsync(connection), Is.EqualTo("in pieces"));
        Assert.That((await peer.ReadFrameAsync())!.Value.Opcode, Is.EqualTo(Frames.PongOpcode));
        connection.Abort();
    }

    [Test]
    public async Task A_message_that_starts_with_an_empty_fragment_is_joined()
    {
        var (connection, peer) = await ConnectAsync();

        await peer.WriteAsync(Frames.Make(Frames.TextOpcode, ""u8, final: false));
        await peer.WriteAsync(Frames.Make(0, "late"u8));

        Assert.That(await ReceiveTextAsync(connection), Is.EqualTo("late"));
        connection.Abort();
    }

    [Test]
    public async Task A_message_as_long_as_the_cap_is_received_and_a_longer_one_is_refused()
    {
        var (connection, peer) = await ConnectAsync();

        await peer.SendTextAsync(new string('a', 1000));
        await peer.SendTextAsync(new string('b', 1001));

        var (message, payload) = await ReceiveAsync(connection, cap: 1000);
        Assert.That((message.Kind, payload.Length), Is.EqualTo((TransportMessageKind.Text, 1000)));
        (message, _) = await ReceiveAsync(connection, cap: 1000);
        Assert.That(message.Kind, Is.EqualTo(TransportMessageKind.TooLarge));
        connection.Abort();
    }

    [Test]
    public async Task A_wait_ends_when_data_comes_and_not_before()
    {
        var (connection, peer) = await ConnectAsync();

        var waiting = connection.WaitForDataAsync().AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        await peer.SendTextAsync("now");
        await Deadline.Within(waiting);

        Assert.That(await ReceiveTextAsync(connection), Is.EqualTo("now"));
        connection.Abort();
    }

    private static async Task WriteInPiecesAsync(ScriptedPeer peer, byte[] wire, int piece)
    {
        for (var at = 0; at < wire.Length; at += piece)
            await peer.WriteAsync(wire.AsMemory(at, Math.Min(piece, wire.Length - at)));
    }
}
