using Gateway.Core.Transport;

namespace Gateway.Contracts;

/// <content>The upgrade, and dials that fail.</content>
public abstract partial class TransportContract
{
    [Test]
    public async Task The_upgrade_names_the_client_and_asks_for_no_extension()
    {
        var (connection, peer) = await ConnectAsync();

        Assert.That(peer.Request[""], Is.EqualTo("GET /?v=10&encoding=json HTTP/1.1"));
        Assert.That(peer.Request["user-agent"], Is.EqualTo("contract/1"));
        Assert.That(peer.Request.Keys, Has.None.EqualTo("sec-websocket-extensions").And.None.EqualTo("traceparent"));
        connection.Abort();
    }

    [TestCase(503, "Retry-After: 7\r\n", 7)]
    [TestCase(429, "retry-after: 1.5\r\n", 1.5)]
    [TestCase(403, "", null)]
    [TestCase(302, "Location: ws://127.0.0.1:1/\r\n", null)]
    public async Task A_refused_upgrade_brings_status_and_Retry_After(int status, string headers, double? retryAfter)
    {
        var refusing = RefuseAsync();
        var failure = await CatchDialAsync();
        await refusing;

        Assert.That(failure.Phase, Is.EqualTo(DialPhase.Upgrade));
        Assert.That(failure.HttpStatus, Is.EqualTo(status));
        Assert.That(failure.RetryAfter, Is.EqualTo(retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null));
        Assert.That(failure.TimedOut, Is.False);

        async Task RefuseAsync() => await (await Server.AcceptTcpAsync()).RefuseAsync(status, headers);
    }

    [Test]
    public async Task A_Retry_After_with_a_date_is_a_wait_until_then()
    {
        var refusing = RefuseAsync();
        var failure = await CatchDialAsync();
        await refusing;

        Assert.That(failure.RetryAfter, Is.InRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)));

        async Task RefuseAsync() =>
            await (await Server.AcceptTcpAsync()).RefuseAsync(503, $"Retry-After: {DateTimeOffset.UtcNow.AddMinutes(1):r}\r\n");
    }

    [Test]
    public async Task A_refused_connection_is_told_as_Tcp()
    {
        await Server.DisposeAsync();

        var failure = await CatchDialAsync();

        Assert.That(failure.Phase, Is.EqualTo(DialPhase.Tcp));
        Assert.That((failure.HttpStatus, failure.TimedOut), Is.EqualTo(((int?)null, false)));
    }

    [Test]
    public async Task A_reset_in_the_upgrade_is_told_as_Upgrade()
    {
        var resetting = ResetAsync();
        var failure = await CatchDialAsync();
        await resetting;

        Assert.That((failure.Phase, failure.HttpStatus), Is.EqualTo((DialPhase.Upgrade, (int?)null)));

        async Task ResetAsync()
        {
            var peer = await Server.AcceptTcpAsync();
            await peer.ReadRequestAsync();
            peer.Reset();
        }
    }

    [Test]
    public async Task A_broken_handshake_is_told_as_Upgrade()
    {
        var breaking = BreakAsync();
        var failure = await CatchDialAsync();
        await breaking;

        Assert.That(failure.Phase, Is.EqualTo(DialPhase.Upgrade));

        async Task BreakAsync()
        {
            var peer = await Server.AcceptTcpAsync();
            await peer.ReadRequestAsync();
            await peer.WriteAsync("HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: no\r\n\r\n"u8.ToArray());
        }
    }

    [Test]
    public async Task No_exception_shows_the_query_of_the_URL()
    {
        await Server.DisposeAsync();
        var url = new Uri($"ws://user:hush@127.0.0.1:{Server.Port}/?token=hush");

        var failure = Assert.CatchAsync<TransportConnectException>(
            () => Deadline.Within(MakeTransport().ConnectAsync(url, CancellationToken.None)));

        Assert.That(failure!.ToString(), Does.Not.Contain("hush"));
    }

    [Test]
    public async Task A_cancelled_dial_closes_what_it_had_opened()
    {
        using var cancel = new CancellationTokenSource();
        var dialling = DialAsync(cancel.Token);
        var peer = await Server.AcceptTcpAsync();
        await peer.ReadRequestAsync();

        await cancel.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => dialling);
        await peer.WaitForEndAsync();
    }

    [Test]
    public void A_dial_that_is_cancelled_beforehand_opens_nothing()
    {
        Assert.CatchAsync<OperationCanceledException>(() => DialAsync(new CancellationToken(canceled: true)));
    }

    [Test]
    public async Task Dials_at_the_same_time_have_a_connection_each()
    {
        const int Count = 8;
        var transport = MakeTransport();
        var accepting = AcceptAllAsync();
        var connections = await Task.WhenAll(Enumerable.Range(0, Count)
            .Select(_ => Deadline.Within(transport.ConnectAsync(Server.Url, CancellationToken.None))));
        await accepting;

        var received = await Task.WhenAll(connections.Select(ReceiveTextAsync));
        Assert.That(received, Is.EquivalentTo(Enumerable.Range(0, Count).Select(i => $"you are {i}")));
        Array.ForEach(connections, connection => connection.Abort());

        async Task AcceptAllAsync()
        {
            for (var i = 0; i < Count; i++)
                await (await Server.AcceptAsync()).SendTextAsync($"you are {i}");
        }
    }

    private async Task<TransportConnectException> CatchDialAsync()
    {
        try
        {
            (await DialAsync()).Abort();
        }
        catch (TransportConnectException e)
        {
            return e;
        }

        throw new AssertionException("The dial succeeded.");
    }
}
