using Gateway.Core;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>Asks Discord's HTTP API for the gateway's address and the identify budget (Get Gateway Bot).</summary>
/// <remarks>
/// Safe for concurrent use. Calls at the same time share one request and its outcome, so that a thousand shards that
/// start together ask once, and a wrong token costs one refusal instead of a thousand.
/// </remarks>
public sealed class HttpGatewayInfoSource : IGatewayInfoSource, IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024; // a real answer has about 200
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly HttpGatewayInfoSourceOptions _options;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Outcome? _lastGood;
    private Outcome? _last;
    private long _completed;

    /// <summary>Makes a source. Nothing is asked yet.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    public HttpGatewayInfoSource(HttpGatewayInfoSourceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _client = MakeClient(options);
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The source was disposed.</exception>
    public async ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken)
    {
        var completedBefore = Volatile.Read(ref _completed);
        if (!refresh && _lastGood is { Info: { } fresh } good && Age(good) < _options.CacheDuration)
            return fresh;
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Somebody else has asked while this call waited.
            if (_last is not { } outcome || _completed == completedBefore)
            {
                outcome = await AskAsync(cancellationToken).ConfigureAwait(false);
                if (outcome.Info is not null)
                    _lastGood = outcome;
                _last = outcome;
                Interlocked.Increment(ref _completed);
            }

            return Answer(outcome, refresh);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Releases the HTTP client. A handler that was given with the options is left alone. Later calls throw.</summary>
    public void Dispose() => _client.Dispose();

    private GatewayInfo Answer(Outcome outcome, bool refresh)
    {
        if (outcome.Info is { } info)
            return info;
        var failure = outcome.Failure!;
        // An old address is better than none: it seldom changes, and a dial that fails will ask for a refresh.
        if (!refresh && failure.HttpStatus != 401 && _lastGood is { Info: { } old })
            return old;
        // Several callers may get it: each has an exception, and a stack trace, of its own.
        throw new TransportConnectException(
            failure.Phase, failure.Message, failure.HttpStatus, failure.RetryAfter, failure.TimedOut, failure.InnerException);
    }

    private async Task<Outcome> AskAsync(CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        for (var attempt = 1; ; attempt++)
        {
            var (info, failure, mayRetry) = await GatewayBotRequest.SendAsync(_client, _options, cancellationToken).ConfigureAwait(false);
            if (info is not null)
                return new Outcome(info, null, _options.TimeProvider.GetTimestamp());
            var wait = failure!.RetryAfter ?? Backoff(attempt);
            if (!mayRetry || attempt == _options.MaxAttempts || waited + wait > _options.MaxTotalWait)
                return new Outcome(null, failure, _options.TimeProvider.GetTimestamp());
            waited += wait;
            await Task.Delay(wait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    // Half of it is certain, so that no two attempts come together; half is random, so that processes spread.
    private TimeSpan Backoff(int attempt)
    {
        var full = _options.BackoffBase * Math.Pow(2, attempt - 1);
        return (full < LongestBackoff ? full : LongestBackoff) * (1 - (_options.Jitter() / 2));
    }

    private TimeSpan Age(Outcome outcome) => _options.TimeProvider.GetElapsedTime(outcome.At);

    private static HttpClient MakeClient(HttpGatewayInfoSourceOptions options)
    {
        // A redirect would carry the token's request to somewhere else.
        var handler = options.MessageHandler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        var address = options.BaseAddress.AbsoluteUri;
        return new HttpClient(handler, disposeHandler: options.MessageHandler is null)
        {
            BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // each request has its own
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    private sealed record Outcome(GatewayInfo? Info, TransportConnectException? Failure, long At);
}
