using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using StressBot.Live;
using StressBot.Running;

namespace StressBot.Tests.Live;

[Category("Sockets")]
public class AlertWebhookTests
{
    private const string Token = "a-very-secret-token";

    [Test]
    public async Task Alerts_are_posted_together_and_without_the_token()
    {
        await using var endpoint = new WebhookEndpoint();
        await using (var alerts = NewAlerts(endpoint))
        {
            using var log = new BotLog(Token, null, (level, text) => alerts.Raise($"{level} {text}"));
            log.Write(LogLevel.Warning, "First", $"the token is {Token}, sadly");
            log.Write(LogLevel.Critical, "Second", "worse");
            alerts.Raise($"past the log: {Token} at {endpoint.Url}");
        }

        var posted = string.Join("\n", endpoint.Contents);
        Assert.Multiple(() =>
        {
            Assert.That(posted, Does.Contain("Warning First: the token is ***").And.Contain("Critical Second: worse").And.Contain("past the log: *** at ***"));
            Assert.That(posted, Does.Not.Contain(Token));
            Assert.That(endpoint.Bodies, Has.All.Contains("\"allowed_mentions\":{\"parse\":[]}"));
        });
    }

    [Test]
    public async Task A_flood_is_bounded_and_the_rest_is_counted()
    {
        await using var endpoint = new WebhookEndpoint();
        await using (var alerts = NewAlerts(endpoint))
        {
            for (var i = 0; i < 5000; i++)
            {
                alerts.Raise($"alert {i} {new string('x', 180)}");
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(endpoint.Contents.Max(c => c.Length), Is.LessThanOrEqualTo(2000));
            Assert.That(endpoint.Contents, Has.Some.Contains("more were left out"));
            Assert.That(endpoint.Contents, Has.Count.LessThan(60));
        });
    }

    [Test]
    public async Task A_refusal_for_the_rate_is_tried_again()
    {
        await using var endpoint = new WebhookEndpoint(HttpStatusCode.TooManyRequests);
        await using (var alerts = NewAlerts(endpoint))
        {
            alerts.Raise("once");
        }

        Assert.That(endpoint.Contents, Has.Count.EqualTo(2).And.All.EqualTo("once"));
    }

    private static AlertWebhook NewAlerts(WebhookEndpoint endpoint) =>
        new(endpoint.Url, new SecretFilter(Token, endpoint.Url.AbsoluteUri), TimeSpan.FromMilliseconds(1));

    /// <summary>A webhook on loopback that keeps what is posted. The first posts may be answered with an error.</summary>
    private sealed class WebhookEndpoint : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly ConcurrentQueue<HttpStatusCode> _answers;
        private readonly Task _serving;

        public WebhookEndpoint(params HttpStatusCode[] first)
        {
            _answers = new ConcurrentQueue<HttpStatusCode>(first);
            Url = Listen();
            _serving = ServeAsync();
        }

        public Uri Url { get; }

        public ConcurrentQueue<string> Bodies { get; } = new();

        public IReadOnlyList<string> Contents =>
            [.. Bodies.Select(b => JsonDocument.Parse(b).RootElement.GetProperty("content").GetString()!)];

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        // HttpListener cannot pick a free port itself.
        private Uri Listen()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            _listener.Start();
            return new Uri($"http://127.0.0.1:{port}/webhooks/1/secret-part");
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var reader = new StreamReader(context.Request.InputStream);
                    Bodies.Enqueue(await reader.ReadToEndAsync());
                    context.Response.StatusCode = (int)(_answers.TryDequeue(out var answer) ? answer : HttpStatusCode.NoContent);
                    context.Response.Headers["Retry-After"] = "0";
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Closed.
            }
        }
    }
}
