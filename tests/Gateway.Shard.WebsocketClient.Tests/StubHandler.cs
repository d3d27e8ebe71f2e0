using System.Net;
using System.Text;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>Answers requests from a script, one step each; the last step repeats.</summary>
internal sealed class StubHandler(params Func<CancellationToken, Task<HttpResponseMessage>>[] script) : HttpMessageHandler
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public HttpRequestMessage? LastRequest { get; private set; }

    public static Func<CancellationToken, Task<HttpResponseMessage>> Answer(HttpStatusCode status, string body, string? retryAfter = null) => _ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return Task.FromResult(response);
    };

    public static Func<CancellationToken, Task<HttpResponseMessage>> Fail() =>
        _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "No route");

    /// <summary>Never answers, and ends when it is told to.</summary>
    public static Func<CancellationToken, Task<HttpResponseMessage>> Stall() => async cancellationToken =>
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("Not reached");
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        LastRequest = request;
        return script[Math.Min(Interlocked.Increment(ref _calls), script.Length) - 1](cancellationToken);
    }
}
