using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Hosting;

[TestFixture]
[Category("Sockets")]
public sealed class BootstrapTests
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private SimulatorHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        Server = new GatewayServerOptions { RecommendedShards = 3, MaxConcurrency = 2 },
    });

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task Get_gateway_needs_no_token([Values("/gateway", "/api/gateway", "/api/v10/gateway")] string path)
    {
        var body = await ReadAsync(await GetAsync(path, null), HttpStatusCode.OK);

        Assert.That(body.GetRawText(), Is.EqualTo($$"""{"url":"{{_host.GatewayUrl.OriginalString}}"}"""));
        Assert.That(body.GetProperty("url").GetString(), Does.Match(@"^ws://127\.0\.0\.1:\d+$"));
    }

    [Test]
    public async Task Get_gateway_bot_tells_the_live_limit([Values("/gateway/bot", "/api/gateway/bot", "/api/v10/gateway/bot")] string path)
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl);
        var body = await ReadAsync(await GetAsync(path, "sim-token"), HttpStatusCode.OK);
        var limit = body.GetProperty("session_start_limit");

        Assert.That(body.GetProperty("url").GetString(), Is.EqualTo(_host.GatewayUrl.OriginalString));
        Assert.That(body.GetProperty("shards").GetInt32(), Is.EqualTo(3));
        Assert.That(limit.GetProperty("total").GetInt32(), Is.EqualTo(1000));
        Assert.That(limit.GetProperty("remaining").GetInt32(), Is.EqualTo(999));
        Assert.That(limit.GetProperty("reset_after").GetInt64(), Is.InRange(86_000_000, 86_400_000));
        Assert.That(limit.GetProperty("max_concurrency").GetInt32(), Is.EqualTo(2));
    }

    [TestCase(null)]
    [TestCase("wrong")]
    public async Task A_bad_token_is_401(string? token)
    {
        var body = await ReadAsync(await GetAsync("/gateway/bot", token), HttpStatusCode.Unauthorized);

        Assert.That(body.GetRawText(), Is.EqualTo("""{"message":"401: Unauthorized","code":0}"""));
    }

    [Test]
    public async Task The_next_calls_can_fail()
    {
        _host.Http.FailNext(429, TimeSpan.FromSeconds(1.25));
        _host.Http.FailNext(503, count: 2);
        var limited = await GetAsync("/gateway/bot", "sim-token");
        var body = await ReadAsync(limited, HttpStatusCode.TooManyRequests);
        Assert.That(limited.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(2)));
        Assert.That(body.GetProperty("retry_after").GetDouble(), Is.EqualTo(1.25));
        await ReadAsync(await GetAsync("/gateway", null), HttpStatusCode.ServiceUnavailable);
        await ReadAsync(await GetAsync("/gateway/bot", "sim-token"), HttpStatusCode.ServiceUnavailable);
        await ReadAsync(await GetAsync("/gateway/bot", "sim-token"), HttpStatusCode.OK);
    }

    [Test]
    public async Task Other_paths_are_404_and_a_get_of_the_gateway_is_400()
    {
        await ReadAsync(await GetAsync("/api/v10/nothing", "sim-token"), HttpStatusCode.NotFound);
        using var plain = await GetAsync("/?v=10", null);
        Assert.That(plain.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_host.HttpBaseUrl, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bot", token);
        return await Http.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        using (response)
        {
            Assert.That(response.StatusCode, Is.EqualTo(status));
            return JsonElement.Parse(await response.Content.ReadAsStringAsync());
        }
    }
}
