using Gateway.Contracts;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Rx.Tests;

/// <summary>The contract of all transports for the Websocket.Client package, and the bounds of its inbox.</summary>
[TestFixture]
public sealed class WebsocketClientTransportContract : TransportContract
{
    private WebsocketClientTransportOptions _options = null!;

    protected override int? CodeOfEmptyClose => 1000;

    [SetUp]
    public void ResetOptions() => _options = new WebsocketClientTransportOptions { UserAgent = "contract/1" };

    protected override ITransport MakeTransport() => new WebsocketClientTransport(_options);

    [Test]
    public async Task Too_many_messages_that_nobody_takes_end_the_connection()
    {
        _options = _options with { MaxInboxMessages = 10 };
        var (connection, peer) = await ConnectAsync();

        for (var i = 0; i < 11; i++)
            await peer.SendTextAsync($"message {i}");

        await peer.WaitForEndAsync();
        await AssertFailsAsync(ReceiveAsync(connection));
        connection.Abort();
    }

    [Test]
    public async Task Too_many_bytes_that_nobody_takes_end_the_connection()
    {
        _options = _options with { MaxInboxBytes = 64 * 1024 };
        var (connection, peer) = await ConnectAsync();

        await peer.WriteAsync(Frames.Make(Frames.BinaryOpcode, new byte[40 * 1024]));
        await peer.WriteAsync(Frames.Make(Frames.BinaryOpcode, new byte[40 * 1024]));

        await peer.WaitForEndAsync();
        await AssertFailsAsync(ReceiveAsync(connection));
        connection.Abort();
    }

    [Test]
    public async Task A_header_that_announces_2_to_the_40_bytes_costs_no_more_than_the_bound()
    {
        _options = _options with { MaxInboxBytes = 64 * 1024 };
        var (connection, peer) = await ConnectAsync();

        await peer.WriteAsync(Frames.Header(Frames.BinaryOpcode, 1L << 40));
        // The package reads 4 KiB at a time.
        await peer.WriteAsync(new byte[(64 + 4) * 1024]);

        await peer.WaitForEndAsync();
        await AssertFailsAsync(ReceiveAsync(connection));
        connection.Abort();
    }

    [Test]
    public async Task Messages_that_are_taken_make_room()
    {
        _options = _options with { MaxInboxMessages = 10, MaxInboxBytes = 4096 };
        var (connection, peer) = await ConnectAsync();

        for (var i = 0; i < 100; i++)
        {
            await peer.SendTextAsync(new string('x', 1000));
            Assert.That(await ReceiveTextAsync(connection), Has.Length.EqualTo(1000));
        }

        connection.Abort();
    }

    [Test]
    public async Task A_lost_connection_is_not_dialled_again()
    {
        var (connection, peer) = await ConnectAsync();
        var receiving = ReceiveAsync(connection);
        var another = Server.AcceptTcpAsync();

        peer.Reset();

        await AssertFailsAsync(receiving);
        connection.Abort();
        Assert.That(another.IsCompleted, Is.False);
        await Server.DisposeAsync();
        Assert.CatchAsync(() => another);
    }

    [Test]
    public async Task A_dial_has_one_deadline()
    {
        var time = new ManualTimeProvider();
        _options = _options with { TimeProvider = time };

        var dialling = DialAsync();
        var peer = await Server.AcceptTcpAsync();
        await peer.ReadRequestAsync();
        time.Advance(TimeSpan.FromSeconds(20));

        var failure = Assert.CatchAsync<TransportConnectException>(() => dialling);
        Assert.That((failure!.Phase, failure.TimedOut), Is.EqualTo((DialPhase.Unknown, true)));
        await peer.WaitForEndAsync();
    }

    [Test]
    public void Options_that_are_out_of_range_are_named_together()
    {
        var options = new WebsocketClientTransportOptions { MaxInboxBytes = 1, MaxInboxMessages = 0, UserAgent = " " };

        Assert.That(
            () => new WebsocketClientTransport(options),
            Throws.ArgumentException.With.Message.Contains("MaxInboxBytes").And.Message.Contains("MaxInboxMessages").And.Message.Contains("UserAgent"));
    }
}
