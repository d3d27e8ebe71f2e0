using System.Text;
using Gateway.Core.Transport;

namespace Gateway.Contracts;

/// <content>The ways in which a connection ends.</content>
public abstract partial class TransportContract
{
    [TestCase(4009, "Session timed out.")]
    [TestCase(1000, "")]
    [TestCase(1001, "going away")]
    public async Task A_close_frame_brings_its_code_and_reason(int code, string reason)
    {
        var (connection, peer) = await ConnectAsync();

        await peer.SendTextAsync("last words");
        await peer.WriteAsync(Frames.Close(code, reason));

        Assert.That(await ReceiveTextAsync(connection), Is.EqualTo("last words"));
        var (message, _) = await ReceiveAsync(connection);
        Assert.That(message, Is.EqualTo(new TransportMessage(TransportMessageKind.Close, code, reason)));
        connection.Abort();
    }

    [Test]
    public async Task An_empty_close_frame_has_no_code()
    {
        var (connection, peer) = await ConnectAsync();

        await peer.WriteAsync(Frames.Make(Frames.CloseOpcode, ""u8));

        var (message, _) = await ReceiveAsync(connection);
        Assert.That(message, Is.EqualTo(new TransportMessage(TransportMessageKind.Close, CodeOfEmptyClose, "")));
        connection.Abort();
    }

    [Test]
    public async Task A_close_of_the_server_is_not_answered_with_1000()
    {
        var (connection, peer) = await ConnectAsync();

        await peer.WriteAsync(Frames.Close(4000, "reconnect"));
        await ReceiveAsync(connection);
        await Deadline.Within(connection.CloseOutputAsync(4000, ""));

        Assert.That(await peer.ReadCloseAsync(), Is.EqualTo(4000));
        connection.Abort();
    }

    [Test]
    public async Task Our_close_reaches_the_server_with_its_code_and_receiving_goes_on()
    {
        var (connection, peer) = await ConnectAsync();

        await Deadline.Within(connection.CloseOutputAsync(4000, "see you"));
        Assert.That(await peer.ReadCloseAsync(), Is.EqualTo(4000));
        await peer.SendTextAsync("already on its way");
        await peer.WriteAsync(Frames.Close(4000, "see you"));
        var words = await ReceiveTextAsync(connection);
        var receiving = ReceiveAsync(connection);
        peer.Dispose();

        Assert.That(words, Is.EqualTo("already on its way"));
        Assert.That((await receiving).Message.Kind, Is.EqualTo(TransportMessageKind.Close));
        connection.Abort();
    }

    [Test]
    public async Task A_close_frame_is_not_overtaken_by_the_abort_after_it()
    {
        var (connection, peer) = await ConnectAsync();

        await Deadline.Within(connection.CloseOutputAsync(1000, "bye"));
        connection.Abort();

        Assert.That(await peer.ReadCloseAsync(), Is.EqualTo(1000));
    }

    [Test]
    public async Task An_abort_ends_a_wait_and_the_servers_end()
    {
        var (connection, peer) = await ConnectAsync();
        var waiting = connection.WaitForDataAsync().AsTask();

        await Task.Run(connection.Abort);

        await AssertFailsAsync(waiting);
        await peer.WaitForEndAsync();
    }

    [Test]
    public async Task An_abort_ends_a_receive_in_the_middle_of_a_message()
    {
        var (connection, peer) = await ConnectAsync();
        var receiving = connection.ReceiveAsync(new System.Buffers.ArrayBufferWriter<byte>(), Cap).AsTask();
        await peer.WriteAsync(Frames.Make(Frames.TextOpcode, "never ended"u8, final: false));

        await Task.Run(connection.Abort);

        await AssertFailsAsync(receiving);
    }

    [Test]
    public async Task An_abort_ends_a_send_that_the_peer_does_not_read()
    {
        var (connection, peer) = await ConnectAsync();
        // More than any socket buffer takes: it cannot complete by itself.
        var sending = connection.SendAsync(new byte[64 * 1024 * 1024], binary: true).AsTask();
        Assert.That(sending.IsCompleted, Is.False);

        await Task.Run(connection.Abort);

        await AssertFailsAsync(sending);
        await peer.WaitForEndAsync();
    }

    [Test]
    public async Task An_abort_does_not_run_what_waits_for_the_connection_on_its_own_thread()
    {
        var (connection, _) = await ConnectAsync();
        var aborting = new ThreadLocal<bool>();
        var inline = false;
        var waiting = WaitAsync();

        aborting.Value = true;
        connection.Abort();
        aborting.Value = false;

        await Deadline.Within(waiting);
        Assert.That(inline, Is.False, "A shard aborts under its lock");

        async Task WaitAsync()
        {
            try
            {
                await connection.WaitForDataAsync().ConfigureAwait(false);
            }
            catch (Exception)
            {
                inline = aborting.Value;
            }
        }
    }

    [Test]
    public async Task An_abort_may_come_any_number_of_times_and_leaves_nothing_to_use()
    {
        var (connection, _) = await ConnectAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(connection.Abort)));
        connection.Abort();

        await AssertFailsAsync(ReceiveAsync(connection));
        await AssertFailsAsync(SendHelloAsync());

        async Task SendHelloAsync() => await connection.SendAsync(Encoding.UTF8.GetBytes("hello"), binary: false);
    }

    [Test]
    public async Task A_reset_by_the_peer_is_an_exception()
    {
        var (connection, peer) = await ConnectAsync();
        var receiving = ReceiveAsync(connection);

        peer.Reset();

        await AssertFailsAsync(receiving);
        connection.Abort();
    }

    [Test]
    public async Task An_end_of_the_stream_without_a_close_frame_is_an_exception()
    {
        var (connection, peer) = await ConnectAsync();
        await peer.SendTextAsync("whole");
        await peer.WriteAsync(Frames.Header(Frames.TextOpcode, 10));

        peer.Dispose();

        Assert.That(await ReceiveTextAsync(connection), Is.EqualTo("whole"));
        await AssertFailsAsync(ReceiveAsync(connection));
        connection.Abort();
    }
}
