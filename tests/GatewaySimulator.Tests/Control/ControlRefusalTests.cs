using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Control;

/// <summary>What the control API does not do, and what it says then.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class ControlRefusalTests : IAsyncDisposable
{
    private SimulatorHost _host = null!;
    private ControlClient _control = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _host = await SimulatorHost.StartAsync();
        _control = new ControlClient(_host);
    }

    public async ValueTask DisposeAsync()
    {
        _control?.Dispose();
        await (_host?.DisposeAsync() ?? default);
    }

    [TestCase("dispatch", "", "event", null, "MESSAGE_CREATE")]
    [TestCase("dispatch", "nonsense", "body", "no JSON", "one JSON object")]
    [TestCase("dispatch", "[1]", "body", "[1]", "event, target")]
    [TestCase("dispatch", """{"event":7}""", "event", "7", "MESSAGE_CREATE")]
    [TestCase("dispatch", """{"event":"lower case"}""", "event", "lower case", "letters, digits")]
    [TestCase("dispatch", """{"event":"X","body":{},"count":0}""", "count", "0", "1 to 100000")]
    [TestCase("dispatch", """{"event":"X","body":{},"count":1000000}""", "count", "1000000", "1 to 100000")]
    [TestCase("dispatch", """{"event":"X","body":{},"rate":-1}""", "rate", "-1", "dispatches a second")]
    [TestCase("dispatch", """{"event":"X","body":{},"speed":1}""", "speed", "1", "event, target")]
    [TestCase("dispatch", """{"event":"X","event":"Y"}""", "event", "Y", "once")]
    [TestCase("dispatch", """{"event":"X","body":{},"bytes":2000}""", "bytes", "2000", "without a body")]
    [TestCase("dispatch", """{"event":"X","body":{},"target":"some"}""", "target", "some", "\"all\"")]
    [TestCase("dispatch", """{"event":"X","body":{},"target":{"shard":"a"}}""", "target.shard", "a", "{\"shard\": id}")]
    [TestCase("fault", "", "verb", null, "close(code, reason?)")]
    [TestCase("fault", """{"verb":"explode"}""", "verb", "explode", "half_open")]
    [TestCase("fault", """{"verb":"close","parameters":{"code":999}}""", "parameters.code", "999", "1000 to 4999")]
    [TestCase("plan", """{"deck":[{"verb":"close"}]}""", "deck[0]", null, "1000 to 4999")]
    [TestCase("traffic", "{}", "events_per_second", null, "0 to 1000000")]
    [TestCase("traffic", """{"events_per_second":"many"}""", "events_per_second", "many", "0 to 1000000")]
    [TestCase("reset", """{"hard":true}""", "hard", "True", "no fields")]
    public async Task Bad_input_is_400_and_says_what_is_allowed(string path, string body, string field, string? value, string allowed)
    {
        var (status, answer) = await _control.CallAsync(HttpMethod.Post, "/_sim/" + path, body);
        var error = answer.GetProperty("error");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(error.GetProperty("field").GetString(), Does.StartWith(field));
        Assert.That(error.GetProperty("value").GetString(), value is null ? Is.Null : Does.Contain(value));
        Assert.That(error.GetProperty("allowed").GetString(), Does.Contain(allowed));
        Assert.That(error.GetProperty("message").GetString(), Does.Contain(field).And.Contain(allowed));
    }

    [Test]
    public async Task Unknown_format_of_violations_is_400()
    {
        var (status, answer) = await _control.CallAsync(HttpMethod.Get, "/_sim/violations?format=xml");

        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.GetProperty("error").GetProperty("allowed").GetString(), Is.EqualTo("json or text"));
    }

    [Test]
    public async Task Unknown_path_is_404_and_names_the_known()
    {
        var (status, answer) = await _control.CallAsync(HttpMethod.Get, "/_sim/nowhere");

        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(answer.GetProperty("error").GetProperty("allowed").GetString(), Does.Contain("/_sim/dispatch"));
    }

    [TestCase("GET", "/_sim/dispatch", "POST")]
    [TestCase("POST", "/_sim/state", "GET")]
    [TestCase("DELETE", "/_sim/reset", "POST")]
    public async Task Wrong_method_is_405_and_names_the_right_one(string method, string path, string right)
    {
        var (status, answer) = await _control.CallAsync(new HttpMethod(method), path);

        Assert.That(status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.GetProperty("error").GetProperty("allowed").GetString(), Is.EqualTo(right));
    }

    [Test]
    public async Task A_body_over_1_MiB_is_413_whether_it_says_so_or_not([Values] bool announced)
    {
        using var http = new HttpClient { BaseAddress = _host.HttpBaseUrl };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_sim/dispatch") { Content = new StringContent(new string(' ', (1 << 20) + 1)) };
        request.Headers.TransferEncodingChunked = !announced;

        using var response = await http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [TestCase("Origin", "http://evil.test")]
    [TestCase("Origin", "null")]
    [TestCase("Origin", "http://127.0.0.1:1")]
    [TestCase("Host", "evil.test")]
    [TestCase("Host", "127.0.0.1.evil.test")]
    public async Task A_page_of_another_origin_gets_nothing(string header, string value)
    {
        var (status, answer) = await _control.CallAsync(HttpMethod.Post, "/_sim/reset", "", (header, value));
        var (read, _) = await _control.CallAsync(HttpMethod.Get, "/_sim/state", null, (header, value));

        Assert.That((status, read), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
        Assert.That(answer.GetProperty("error").GetProperty("field").GetString(), Is.EqualTo(header));
    }

    [Test]
    public async Task Its_own_page_and_localhost_are_welcome()
    {
        var own = _host.HttpBaseUrl.GetLeftPart(UriPartial.Authority);
        var (ownOrigin, _) = await _control.CallAsync(HttpMethod.Post, "/_sim/traffic", """{"events_per_second":0}""", ("Origin", own));
        var (localhost, _) = await _control.CallAsync(HttpMethod.Get, "/_sim/state", null, ("Host", $"localhost:{_host.HttpBaseUrl.Port}"));

        Assert.That((ownOrigin, localhost), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
    }

    [Test]
    public async Task Any_host_is_welcome_when_the_options_say_so()
    {
        await using var host = await SimulatorHost.StartAsync(new SimulatorHostOptions { ControlFromAnywhere = true });
        using var control = new ControlClient(host);

        var (status, _) = await control.CallAsync(HttpMethod.Get, "/_sim/state", null, ("Host", "simulator:7000"));
        var (foreign, _) = await control.CallAsync(HttpMethod.Get, "/_sim/state", null, ("Host", "simulator:7000"), ("Origin", "http://evil.test"));

        Assert.That((status, foreign), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.Forbidden)));
    }
}
