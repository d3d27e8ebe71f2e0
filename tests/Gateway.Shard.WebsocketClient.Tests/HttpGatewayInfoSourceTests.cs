using System.Net;
using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Transport;
using static Gateway.Shard.WebsocketClient.Tests.StubHandler;

namespace Gateway.Shard.WebsocketClient.Tests;

[TestFixture]
public sealed class HttpGatewayInfoSourceTests
{
    private const string Token = "MTk4NjIy.hush";
    private const string Good =
        """{"url":"wss://gateway.discord.gg","shards":2,"session_start_limit":{"total":1000,"remaining":997,"reset_after":51234567,"max_concurrency":16},"new":1}""";

    private readonly ManualTimeProvider _time = new();

    [Test]
    public async Task The_answer_is_read_and_the_request_is_as_Discord_wants_it()
    {
        var handler = new StubHandler(Answer(HttpStatusCode.OK, Good));
        using var source = Make(handler);

        var info = await GetAsync(source);

        Assert.That(info, Is.EqualTo(new GatewayInfo(
            new Uri("wss://gateway.discord.gg"), 2, new SessionStartLimit(1000, 997, TimeSpan.FromMilliseconds(51234567), 16))));
        var request = handler.LastRequest!;
        Assert.That(request.RequestUri!.AbsoluteUri, Is.EqualTo("https://discord.com/api/v10/gateway/bot"));
        Assert.That(request.Headers.GetValues("Authorization"), Is.EqualTo(new[] { "Bot " + Token }));
        Assert.That(request.Headers.UserAgent.ToString(), Does.StartWith("DiscordBot ("));
    }

    [Test]
    public async Task An_answer_without_limits_says_that_they_are_unknown()
    {
        using var source = Make(new StubHandler(Answer(HttpStatusCode.OK, """{"url":"ws://127.0.0.1:5000/"}""")));

        Assert.That(await GetAsync(source), Is.EqualTo(new GatewayInfo(new Uri("ws://127.0.0.1:5000/"))));
    }

    [Test]
    public async Task A_cached_answer_serves_until_it_is_old_or_a_refresh_is_asked_for()
    {
        var handler = new StubHandler(Answer(HttpStatusCode.OK, Good));
        using var source = Make(handler);

        await GetAsync(source);
        await GetAsync(source);
        Assert.That(handler.Calls, Is.EqualTo(1));
        await GetAsync(source, refresh: true);
        Assert.That(handler.Calls, Is.EqualTo(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        await GetAsync(source);
        Assert.That(handler.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task An_old_answer_serves_when_no_new_one_can_be_had_unless_a_refresh_is_asked_for()
    {
        using var source = Make(
            new StubHandler(Answer(HttpStatusCode.OK, Good), Fail()), options => options with { MaxAttempts = 1 });
        await GetAsync(source);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.That((await GetAsync(source)).RecommendedShards, Is.EqualTo(2));
        await CatchAsync(source, refresh: true);
    }

    [Test]
    public async Task A_wrong_token_is_told_at_once_and_never_shown()
    {
        var handler = new StubHandler(Answer(HttpStatusCode.Unauthorized, """{"message":"401: Unauthorized","code":0}"""));
        using var source = Make(handler);

        var failure = await CatchAsync(source);

        Assert.That((failure.Phase, failure.HttpStatus, handler.Calls), Is.EqualTo((DialPhase.GatewayInfo, 401, 1)));
        Assert.That(failure.ToString(), Does.Not.Contain("hush"));
    }

    [Test]
    public async Task Callers_at_the_same_time_share_one_request_and_its_failure()
    {
        var release = new TaskCompletionSource();
        var handler = new StubHandler(async _ =>
        {
            await release.Task;
            return new HttpResponseMessage(HttpStatusCode.Unauthorized);
        });
        using var source = Make(handler);

        var calls = Enumerable.Range(0, 50).Select(_ => CatchAsync(source)).ToArray();
        release.SetResult();
        var failures = await Task.WhenAll(calls);

        Assert.That(handler.Calls, Is.EqualTo(1));
        Assert.That(failures.Select(failure => failure.HttpStatus), Is.All.EqualTo(401));
        Assert.That(failures.Distinct().Count(), Is.EqualTo(50));
    }

    [Test]
    public async Task A_rate_limit_is_waited_out_as_told_by_the_body()
    {
        using var source = Make(new StubHandler(
            Answer(HttpStatusCode.TooManyRequests, """{"message":"slow","retry_after":1.25,"global":false}""", "2"),
            Answer(HttpStatusCode.OK, Good)));

        var asking = GetAsync(source);
        await _time.PassAsync(TimeSpan.FromSeconds(1.25));

        Assert.That((await asking).RecommendedShards, Is.EqualTo(2));
    }

    [Test]
    public async Task A_rate_limit_is_waited_out_as_told_by_the_header_when_the_body_says_nothing()
    {
        using var source = Make(new StubHandler(
            Answer(HttpStatusCode.TooManyRequests, "<html>", "3"), Answer(HttpStatusCode.OK, Good)));

        var asking = GetAsync(source);
        await _time.PassAsync(TimeSpan.FromSeconds(3));

        Assert.That((await asking).RecommendedShards, Is.EqualTo(2));
    }

    [Test]
    public async Task A_rate_limit_that_is_too_long_to_wait_for_is_told()
    {
        var handler = new StubHandler(Answer(HttpStatusCode.TooManyRequests, """{"retry_after":31}"""));
        using var source = Make(handler);

        var failure = await CatchAsync(source);

        Assert.That((failure.HttpStatus, failure.RetryAfter, handler.Calls), Is.EqualTo((429, TimeSpan.FromSeconds(31), 1)));
    }

    [Test]
    public async Task Errors_of_the_server_and_the_network_are_tried_again_ever_later()
    {
        var handler = new StubHandler(Answer(HttpStatusCode.BadGateway, "no"), Fail(), Answer(HttpStatusCode.OK, Good));
        using var source = Make(handler, options => options with { Jitter = () => 0.5 });

        var asking = GetAsync(source);
        await _time.PassAsync(TimeSpan.FromSeconds(0.75));
        await _time.PassAsync(TimeSpan.FromSeconds(1.5));

        Assert.That((await asking).RecommendedShards, Is.EqualTo(2));
    }

    [Test]
    public async Task After_the_last_attempt_the_failure_is_told()
    {
        var handler = new StubHandler(Answer(HttpStatusCode.ServiceUnavailable, "no"));
        using var source = Make(handler, options => options with { MaxAttempts = 3, Jitter = () => 0 });

        var asking = CatchAsync(source);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.PassAsync(TimeSpan.FromSeconds(2));

        Assert.That(((await asking).HttpStatus, handler.Calls), Is.EqualTo((503, 3)));
    }

    [Test]
    public async Task A_request_without_an_answer_times_out()
    {
        using var source = Make(new StubHandler(Stall()), options => options with { MaxAttempts = 1 });

        var asking = CatchAsync(source);
        await _time.PassAsync(TimeSpan.FromSeconds(10));

        Assert.That((await asking).TimedOut);
    }

    [Test]
    public async Task A_cancelled_call_ends_and_leaves_the_next_one_free()
    {
        using var cancel = new CancellationTokenSource();
        using var source = Make(new StubHandler(Stall(), Answer(HttpStatusCode.OK, Good)));

        var cancelled = source.GetAsync(false, cancel.Token).AsTask();
        var next = GetAsync(source);
        await cancel.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => Deadline.Within(cancelled));
        Assert.That((await next).RecommendedShards, Is.EqualTo(2));
    }

    [TestCase("""{"url":"https://example.org/"}""")]
    [TestCase("""{"url":"gateway"}""")]
    [TestCase("""{"shards":1}""")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("<html>")]
    [TestCase("")]
    [TestCase("""{"url":"wss://g/","shards":0}""")]
    [TestCase("""{"url":"wss://g/","shards":99999999999}""")]
    [TestCase("""{"url":"wss://g/","session_start_limit":{"total":1,"remaining":2,"reset_after":0,"max_concurrency":1}}""")]
    [TestCase("""{"url":"wss://g/","session_start_limit":{"total":1,"remaining":-1,"reset_after":0,"max_concurrency":1}}""")]
    [TestCase("""{"url":"wss://g/","session_start_limit":{"total":1,"remaining":1,"reset_after":-1,"max_concurrency":1}}""")]
    [TestCase("""{"url":"wss://g/","session_start_limit":{"total":1,"remaining":1,"reset_after":9000000000,"max_concurrency":1}}""")]
    [TestCase("""{"url":"wss://g/","session_start_limit":{"total":1,"remaining":1,"reset_after":0,"max_concurrency":0}}""")]
    public async Task An_answer_that_makes_no_sense_is_a_failure(string body)
    {
        using var source = Make(new StubHandler(Answer(HttpStatusCode.OK, body)), options => options with { MaxAttempts = 1 });

        Assert.That((await CatchAsync(source)).Phase, Is.EqualTo(DialPhase.GatewayInfo));
    }

    [Test]
    public async Task An_answer_without_end_is_cut_off()
    {
        using var source = Make(
            new StubHandler(Answer(HttpStatusCode.OK, new string(' ', 64 * 1024) + Good)), options => options with { MaxAttempts = 1 });

        await CatchAsync(source);
    }

    [Test]
    public void A_disposed_source_says_so()
    {
        var source = Make(new StubHandler(Answer(HttpStatusCode.OK, Good)));
        source.Dispose();
        source.Dispose();

        Assert.CatchAsync<ObjectDisposedException>(() => GetAsync(source));
    }

    [Test]
    public void Options_that_are_out_of_range_are_named_together()
    {
        var failure = Assert.Catch<ArgumentException>(() => _ = Make(
            new StubHandler(), options => options with { MaxAttempts = 0, BaseAddress = new Uri("ftp://x"), UserAgent = "\r\n" }));

        Assert.That(failure!.Message, Does.Contain("MaxAttempts").And.Contain("BaseAddress").And.Contain("UserAgent"));
    }

    private HttpGatewayInfoSource Make(
        StubHandler handler, Func<HttpGatewayInfoSourceOptions, HttpGatewayInfoSourceOptions>? change = null)
    {
        var options = new HttpGatewayInfoSourceOptions { Token = Token, MessageHandler = handler, TimeProvider = _time };
        return new HttpGatewayInfoSource(change?.Invoke(options) ?? options);
    }

    private static Task<GatewayInfo> GetAsync(HttpGatewayInfoSource source, bool refresh = false) =>
        Deadline.Within(source.GetAsync(refresh, CancellationToken.None));

    private static async Task<TransportConnectException> CatchAsync(HttpGatewayInfoSource source, bool refresh = false)
    {
        try
        {
            await GetAsync(source, refresh);
        }
        catch (TransportConnectException e)
        {
            return e;
        }

        throw new AssertionException("There was an answer.");
    }
}
