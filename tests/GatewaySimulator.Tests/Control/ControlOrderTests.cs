using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Control;

/// <summary>What the control API does to connected clients.</summary>
[TestFixture]
[Category("Sockets")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ControlOrderTests : IAsyncDisposable
{
    private SimulatorHost _host = null!;
    private ControlClient _control = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await SimulatorHost.StartAsync(new SimulatorHostOptions { Server = new GatewayServerOptions { IdentifyWindow = TimeSpan.Zero } });
        _control = new ControlClient(_host);
    }

    public async ValueTask DisposeAsync()
    {
        _control?.Dispose();
        await (_host?.DisposeAsync() ?? default);
    }

    [Test]
    public async Task State_shows_shards_sessions_connections_and_counters()
    {
        using var first = await SocketClient.IdentifyAsync(_host, 0, 2, guilds: 4);
        using var second = await SocketClient.IdentifyAsync(_host, 1, 2, guilds: 4);
        await first.SendAsync("""{"op":1,"d":5}""");
        await first.ReceiveAsync();

        var state = await _control.GetAsync("/_sim/state");

        Assert.Multiple(() =>
        {
            Assert.That(state.GetProperty("gateway_url").GetString(), Is.EqualTo(_host.GatewayUrl.OriginalString.TrimEnd('/')));
            Assert.That(state.GetProperty("shards").EnumerateArray().Select(s => (s.GetProperty("shard").ToString(), s.GetProperty("state").GetString())),
                Is.EqualTo(new[] { ("[0,2]", "connected"), ("[1,2]", "connected") }));
            Assert.That(state.GetProperty("sessions")[0].GetProperty("sequence").GetInt32(), Is.EqualTo(5));
            Assert.That(state.GetProperty("sessions")[0].GetProperty("intents").GetInt64(), Is.EqualTo(33281));
            Assert.That(state.GetProperty("connections").GetArrayLength(), Is.EqualTo(2));
            Assert.That(state.GetProperty("counters").GetProperty("heartbeats").GetInt32(), Is.EqualTo(1));
            Assert.That(state.GetProperty("counters").GetProperty("identifies").GetInt32(), Is.EqualTo(2));
            Assert.That(state.GetProperty("rates").GetProperty("dispatches_per_second").GetDouble(), Is.GreaterThan(0));
            Assert.That(state.GetProperty("violations").GetProperty("total").GetInt32(), Is.Zero);
            Assert.That(state.ToString(), Does.Not.Contain("sim-token"));
        });
    }

    [Test]
    public async Task Dispatch_sends_a_body_of_the_callers_choice()
    {
        using var client = await SocketClient.IdentifyAsync(_host);

        var answer = await _control.PostAsync("/_sim/dispatch", """{"event":"MY_EVENT","body":{"answer":42}}""");
        var received = await client.ReceiveAsync();

        Assert.That(received.GetProperty("t").GetString(), Is.EqualTo("MY_EVENT"));
        Assert.That(received.GetProperty("d").GetProperty("answer").GetInt32(), Is.EqualTo(42));
        Assert.That(answer.GetProperty("last_serial").GetInt64(), Is.EqualTo(received.GetProperty("d").GetProperty("sim_serial").GetInt64()));
        Assert.That(answer.GetProperty("dispatched").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Dispatch_goes_to_the_target_only()
    {
        using var first = await SocketClient.IdentifyAsync(_host, 0, 2, guilds: 4);
        using var second = await SocketClient.IdentifyAsync(_host, 1, 2, guilds: 4);

        await _control.PostAsync("/_sim/dispatch", """{"event":"ONE","body":{},"target":{"shard":1}}""");
        await _control.PostAsync("/_sim/dispatch", """{"event":"TWO","body":{}}""");

        Assert.That((await first.ReceiveAsync()).GetProperty("t").GetString(), Is.EqualTo("TWO"));
        Assert.That((await second.ReceiveAsync()).GetProperty("t").GetString(), Is.EqualTo("ONE"));
    }

    [Test]
    public async Task Dispatch_with_a_count_sends_them_all_in_order()
    {
        using var client = await SocketClient.IdentifyAsync(_host);

        var answer = await _control.PostAsync("/_sim/dispatch", """{"event":"MESSAGE_CREATE","bytes":2000,"count":500}""");

        var first = answer.GetProperty("first_serial").GetInt64();
        for (var i = 0; i < 500; i++)
        {
            Assert.That((await client.ReceiveAsync()).GetProperty("d").GetProperty("sim_serial").GetInt64(), Is.EqualTo(first + i));
        }
    }

    [Test]
    public async Task Dispatch_with_a_rate_takes_its_time()
    {
        using var client = await SocketClient.IdentifyAsync(_host);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        var answer = await _control.PostAsync("/_sim/dispatch", """{"event":"MESSAGE_CREATE","count":21,"rate":50}""");
        for (var i = 0; i < 21; i++)
        {
            await client.ReceiveAsync();
        }

        Assert.That(answer.GetProperty("pending").GetInt32(), Is.EqualTo(20));
        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(started), Is.GreaterThan(TimeSpan.FromMilliseconds(390)), "20 intervals of 20 ms");
        Assert.That((await _control.GetAsync("/_sim/state")).GetProperty("traffic").GetProperty("pending_dispatches").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task Fault_hits_the_target_and_is_shown()
    {
        using var first = await SocketClient.IdentifyAsync(_host, 0, 2, guilds: 4);
        using var second = await SocketClient.IdentifyAsync(_host, 1, 2, guilds: 4);

        var answer = await _control.PostAsync("/_sim/fault", """{"verb":"reconnect","target":{"shard":[1,2]}}""");

        Assert.That((await second.ReceiveAsync()).GetProperty("op").GetInt32(), Is.EqualTo(7));
        Assert.That(answer.GetProperty("hits").GetInt32(), Is.EqualTo(1));
        Assert.That(answer.GetProperty("applied")[0].GetProperty("shard").ToString(), Is.EqualTo("[1,2]"));
        var faults = (await _control.GetAsync("/_sim/state")).GetProperty("faults");
        Assert.That(faults.GetProperty("latest")[0].GetProperty("verb").GetString(), Is.EqualTo("reconnect"));
    }

    [Test]
    public async Task Every_fault_of_the_catalogue_is_listed_with_what_it_takes()
    {
        var faults = (await _control.GetAsync("/_sim/faults")).GetProperty("faults").EnumerateArray().ToArray();

        Assert.That(faults.Select(f => f.GetProperty("verb").GetString()), Is.EqualTo(Gateway.Simulator.Faults.FaultCatalog.All.Select(f => f.Name)));
        var close = faults.Single(f => f.GetProperty("verb").GetString() == "close");
        Assert.That(close.GetProperty("parameters")[0].GetProperty("name").GetString(), Is.EqualTo("code"));
    }

    [Test]
    public async Task Plan_runs_until_another_takes_its_place()
    {
        using var client = await SocketClient.IdentifyAsync(_host);

        await _control.PostAsync("/_sim/plan", """{"start_after":"0s","mean_interval":"20ms","deck":[{"verb":"request_heartbeat","parameters":{"count":1}}]}""");
        Assert.That((await client.ReceiveAsync()).GetProperty("op").GetInt32(), Is.EqualTo(1));
        await _control.PostAsync("/_sim/plan", "{}");
        var count = _host.Server.Faults.Applied.Count;
        _host.Server.Dispatch(Target.All, "END", "{}"u8);
        while ((await client.ReceiveAsync()).GetProperty("op").GetInt32() != 0)
        {
        }

        Assert.That(_host.Server.Faults.Applied, Has.Count.EqualTo(count));
    }

    [Test]
    public async Task Traffic_begins_and_ends()
    {
        using var client = await SocketClient.IdentifyAsync(_host);

        await _control.PostAsync("/_sim/traffic", """{"events_per_second":200}""");
        await client.ReceiveAsync();
        await _control.PostAsync("/_sim/traffic", """{"events_per_second":0}""");

        Assert.That(_host.Server.Traffic.EventsPerSecond, Is.Zero);
    }

    [Test]
    public async Task Violations_come_as_data_and_as_text()
    {
        using var client = await SocketClient.IdentifyAsync(_host);
        await client.SendAsync("""{"op":99}""");
        await Wait.UntilAsync(() => _host.Server.Account.Violations.Count == 1, () => "a violation");

        var json = await _control.GetAsync("/_sim/violations");
        var text = await _control.TextAsync("/_sim/violations?format=text");

        Assert.That(json.GetProperty("total").GetInt32(), Is.EqualTo(1));
        Assert.That(json.GetProperty("violations")[0].GetProperty("kind").GetString(), Is.EqualTo("unknown_opcode"));
        Assert.That(text, Does.Contain("UnknownOpcode"));
    }

    [Test]
    public async Task Reset_forgets_everything_and_takes_the_next_client()
    {
        using var client = await SocketClient.IdentifyAsync(_host);
        await client.SendAsync("""{"op":99}""");
        await Wait.UntilAsync(() => _host.Server.Account.Violations.Count == 1, () => "a violation");
        await _control.PostAsync("/_sim/fault", """{"verb":"refuse_upgrade"}""");
        await _control.PostAsync("/_sim/fault", """{"verb":"retire_resume_host"}""");
        await _control.PostAsync("/_sim/fault", """{"verb":"fail_http"}""");
        await _control.PostAsync("/_sim/traffic", """{"events_per_second":10}""");

        await _control.PostAsync("/_sim/reset", "");
        using var next = await SocketClient.IdentifyAsync(_host);

        var state = await _control.GetAsync("/_sim/state");
        Assert.Multiple(() =>
        {
            Assert.That(state.GetProperty("counters").GetProperty("identifies").GetInt32(), Is.EqualTo(1));
            Assert.That(state.GetProperty("counters").GetProperty("connections_opened").GetInt32(), Is.EqualTo(1));
            Assert.That(state.GetProperty("sessions").GetArrayLength(), Is.EqualTo(1));
            Assert.That(state.GetProperty("violations").GetProperty("total").GetInt32(), Is.Zero);
            Assert.That(state.GetProperty("faults").GetProperty("applied").GetInt32(), Is.Zero);
            Assert.That(state.GetProperty("resume_host_retired").GetBoolean(), Is.False);
            Assert.That(state.GetProperty("traffic").GetProperty("events_per_second").GetDouble(), Is.Zero);
            Assert.That(state.GetProperty("session_start_limits")[0].GetProperty("remaining").GetInt32(), Is.EqualTo(999));
        });
        Assert.That((await _control.GetAsync("/gateway")).GetProperty("url").GetString(), Is.Not.Null, "no HTTP error waits");
    }
}
