using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Hosting;

[TestFixture]
[Category("Sockets")]
public sealed class SimulatorHostTests
{
    private SimulatorHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        Server = new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero },
        MaxQueuedBytes = 4 << 20,
    });

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Hello_identify_ready_heartbeat_resume()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        await client.SendAsync(Wording.Heartbeat(1));
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(11));
        _host.Server.DispatchMessage(Target.All);
        Assert.That((await client.NextAsync()).S, Is.EqualTo(2));
        await client.CloseOutputAsync(4000);
        Assert.That(await client.UntilClosedAsync(), Is.EqualTo(4000));
        _host.Server.DispatchMessage(Target.All);

        using var next = await ResumeAsync(client);
        Assert.That((await next.NextAsync()).S, Is.EqualTo(3));
        Assert.That((await next.NextAsync()).T, Is.EqualTo("RESUMED"));
        Assert.That(_host.Server.Account.Violations, Is.Empty);
    }

    [Test]
    public async Task A_reset_ends_without_a_close_frame_and_the_session_lives()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        _host.Server.Faults.Reset(Target.All);
        Assert.That(await client.UntilClosedAsync(), Is.Null);

        using var next = await ResumeAsync(client);
        Assert.That((await next.NextAsync()).T, Is.EqualTo("RESUMED"));
    }

    [Test]
    public async Task An_end_without_frame_comes_behind_what_was_sent()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        for (var i = 0; i < 50; i++)
        {
            _host.Server.DispatchMessage(Target.All);
        }

        _host.Server.Faults.CloseWithoutFrame(Target.All);
        for (var i = 0; i < 50; i++)
        {
            Assert.That((await client.NextAsync()).S, Is.EqualTo(i + 2));
        }

        Assert.That(await client.UntilClosedAsync(), Is.Null);
    }

    [Test]
    public async Task A_close_brings_code_and_reason()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        _host.Server.Faults.Close(Target.All, 4009);

        Assert.That(await client.UntilClosedAsync(), Is.EqualTo(4009));
        Assert.That(client.CloseReason, Is.EqualTo("Session timed out."));
        await client.CloseOutputAsync(4009);
        await Eventually.ThatAsync(() => _host.Server.Connections.Count == 0, "The connection is forgotten.");
    }

    [Test]
    public async Task A_client_that_drops_the_socket_is_noticed()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        client.Abort();

        await Eventually.ThatAsync(() => _host.Server.Connections.Count == 0, "The connection is forgotten.");
        Assert.That(_host.Server.Account.Sessions[0].EndedBy, Is.EqualTo(SessionEndedBy.None));
    }

    [Test]
    public async Task A_half_open_socket_stays_open_and_silent_and_can_be_taken_over()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        _host.Server.Faults.HalfOpen(Target.All);
        _host.Server.DispatchMessage(Target.All);
        await client.SendAsync(Wording.Heartbeat(1));
        await client.CloseOutputAsync(4000);
        using var receiving = new CancellationTokenSource();
        var silent = client.ReceiveAsync(receiving.Token);

        using var next = await ResumeAsync(client);
        Assert.That((await next.NextAsync()).S, Is.EqualTo(2));
        Assert.That((await next.NextAsync()).T, Is.EqualTo("RESUMED"));
        Assert.That(silent.IsCompleted, Is.False);
        await receiving.CancelAsync();
        Assert.That(async () => await silent, Throws.InstanceOf<Exception>());
        Assert.That(_host.Server.Account.Violations, Is.Empty);
    }

    [Test]
    public async Task A_close_that_is_never_answered_leaves_the_client_waiting()
    {
        _host.Server.Faults.Rules.NeverAnswerClose(1);
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        await client.CloseOutputAsync(4000);
        using var next = await ResumeAsync(client);
        Assert.That((await next.NextAsync()).T, Is.EqualTo("RESUMED"));
        using var receiving = new CancellationTokenSource();
        var silent = client.ReceiveAsync(receiving.Token);
        Assert.That(silent.IsCompleted, Is.False);
        client.Abort();
        Assert.That(async () => await silent, Throws.InstanceOf<Exception>());
    }

    [Test]
    public async Task A_server_that_stops_reading_goes_on_sending_and_notices_the_end()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        _host.Server.Faults.StopReading(Target.All);
        _host.Server.DispatchMessage(Target.All);
        Assert.That((await client.NextAsync()).S, Is.EqualTo(2));
        client.Abort();

        await Eventually.ThatAsync(() => _host.Server.Connections.Count == 0, "The connection is forgotten.");
    }

    [Test]
    public async Task A_fragmented_message_is_joined()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        foreach (var part in Wording.Heartbeat(1).Chunk(3))
        {
            await client.SendAsync(Encoding.UTF8.GetBytes(part), endOfMessage: false);
        }

        await client.SendAsync([], endOfMessage: true);
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(11));
    }

    [TestCase(4097)]
    [TestCase(1 << 20)]
    public async Task A_payload_beyond_4096_bytes_is_closed_with_4002(int bytes)
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        await client.SendAsync(new string(' ', bytes));

        Assert.That(await client.UntilClosedAsync(), Is.EqualTo(4002));
        Assert.That(_host.Server.Account.Violations.Select(v => v.Kind), Is.EqualTo(new[] { ViolationKind.PayloadTooLarge }));
    }

    [Test]
    public async Task A_large_message_arrives_whole()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        _host.Server.Faults.HugePayload(Target.All, 3 << 20);

        Assert.That((await client.NextAsync()).Raw, Has.Length.GreaterThan(3 << 20));
    }

    [Test]
    public async Task A_client_that_does_not_read_is_aborted_at_the_bound()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        for (var i = 0; i < 200 && _host.Server.Connections.Count > 0; i++)
        {
            _host.Server.Faults.HugePayload(Target.All, 1 << 20);
        }

        await Eventually.ThatAsync(() => _host.Server.Account.Counters.SlowClientsAborted == 1, "The client is given up.");
        Assert.That(await client.UntilClosedAsync(), Is.Null);
    }

    [Test]
    public async Task An_upgrade_can_be_refused_with_429_and_retry_after()
    {
        _host.Server.Faults.Rules.RefuseUpgrade(429, TimeSpan.FromSeconds(1.5), count: 1);
        using var client = new SocketClient();
        Assert.That(async () => await client.DialAsync(_host.GatewayUrl), Throws.InstanceOf<WebSocketException>());
        Assert.That(client.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(client.ResponseHeaders!["Retry-After"], Is.EqualTo(new[] { "2" }));

        using var next = await SocketClient.ReadyAsync(_host.GatewayUrl);
    }

    [Test]
    public async Task An_upgrade_can_be_dropped_or_stalled()
    {
        _host.Server.Faults.Rules.DropUpgrade(1);
        using var dropped = new SocketClient();
        Assert.That(async () => await dropped.DialAsync(_host.GatewayUrl), Throws.InstanceOf<WebSocketException>());

        _host.Server.Faults.Rules.StallUpgrade(1);
        using var stalled = new ClientWebSocket();
        using var giveUp = new CancellationTokenSource();
        var dialling = stalled.ConnectAsync(new Uri(_host.GatewayUrl, "/?v=10"), giveUp.Token);
        await Eventually.ThatAsync(() => _host.Server.Account.Counters.UpgradesRefused == 2, "The request has come.");
        Assert.That(dialling.IsCompleted, Is.False);
        await giveUp.CancelAsync();
        Assert.That(async () => await dialling, Throws.InstanceOf<Exception>());
    }

    [Test]
    public async Task A_retired_resume_host_refuses_the_connection_and_the_main_one_resumes()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        using var onResumeHost = await new SocketClient().DialAsync(_host.ResumeUrl);
        Assert.That((await onResumeHost.NextAsync()).Op, Is.EqualTo(10));
        client.Abort();
        await _host.RetireResumeHostAsync();

        using var refused = new SocketClient();
        var failure = Assert.ThrowsAsync<WebSocketException>(async () => await refused.DialAsync(_host.ResumeUrl));
        Assert.That((failure!.InnerException?.InnerException as SocketException)?.SocketErrorCode, Is.EqualTo(SocketError.ConnectionRefused));
        await onResumeHost.SendAsync(Wording.Heartbeat(null));
        Assert.That((await onResumeHost.NextAsync()).Op, Is.EqualTo(11), "What was connected stays.");

        using var next = await new SocketClient().DialAsync(_host.GatewayUrl);
        await next.NextAsync();
        await next.SendAsync(Wording.Resume(client.SessionId!, client.LastSequence));
        Assert.That((await next.NextAsync()).T, Is.EqualTo("RESUMED"));
    }

    [Test]
    public async Task A_resume_host_retired_by_fault_resets()
    {
        _host.Server.Faults.RetireResumeHost();
        using var refused = new SocketClient();
        Assert.That(async () => await refused.DialAsync(_host.ResumeUrl), Throws.InstanceOf<WebSocketException>());
        _host.Server.Faults.RestoreResumeHost();
        using var client = await new SocketClient().DialAsync(_host.ResumeUrl);
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(10));
    }

    [Test]
    public async Task Upgrades_without_a_user_agent_are_counted_and_the_headers_kept()
    {
        using var anonymous = await new SocketClient().DialAsync(_host.GatewayUrl);
        Assert.That(_host.UpgradesWithoutUserAgent, Is.EqualTo(1));
        using var named = await new SocketClient().WithHeader("User-Agent", "DiscordBot (https://example.test, 1)").DialAsync(_host.GatewayUrl);

        Assert.That(_host.UpgradesWithoutUserAgent, Is.EqualTo(1));
        Assert.That(_host.LastUpgradeHeaders["user-agent"], Is.EqualTo("DiscordBot (https://example.test, 1)"));
    }

    [Test]
    public async Task Each_of_many_messages_arrives_in_order()
    {
        // 3.3 MB in all, which is below the bound: a slow test machine must not look like a slow client.
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        for (var i = 0; i < 3000; i++)
        {
            _host.Server.DispatchMessage(Target.All, 1100);
        }

        for (var i = 0; i < 3000; i++)
        {
            Assert.That((await client.NextAsync()).S, Is.EqualTo(i + 2));
        }

        Assert.That(_host.Server.Account.Counters.SlowClientsAborted, Is.Zero);
    }

    [Test]
    public async Task Disposing_twice_and_with_open_clients_is_fine()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        _host.Server.Faults.HalfOpen(Target.All);
        using var other = await SocketClient.ReadyAsync(_host.GatewayUrl);
        await _host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await _host.DisposeAsync();

        Assert.That(await other.UntilClosedAsync(), Is.Null);
    }

    private async Task<SocketClient> ResumeAsync(SocketClient before)
    {
        var client = await new SocketClient().DialAsync(_host.ResumeUrl);
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(10));
        await client.SendAsync(Wording.Resume(before.SessionId!, before.LastSequence));
        return client;
    }
}
