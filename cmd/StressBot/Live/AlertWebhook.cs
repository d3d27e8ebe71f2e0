using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Threading.Channels;

namespace StressBot.Live;

/// <summary>
/// Posts alerts to a Discord webhook. Never holds up whoever raises one: they go into a bounded queue, what does not
/// fit is counted and told with the next post. At most one post every two seconds; several alerts share a post.
/// </summary>
internal sealed class AlertWebhook : IAsyncDisposable
{
    /// <summary>Discord takes 2000 characters; some are kept for the count of what was left out.</summary>
    public const int MaxPostLength = 1900;

    private const int MaxWaiting = 200;
    private const int Attempts = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(10);

    private readonly Channel<string> _queue;
    private readonly HttpClient _client;
    private readonly Uri _url;
    private readonly SecretFilter _secrets;
    private readonly TimeSpan _spacing;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _posting;
    private long _leftOut;
    private long _failed;

    /// <param name="url">Where to post.</param>
    /// <param name="secrets">What must not be in a post.</param>
    /// <param name="spacing">The least time between two posts; null for two seconds (Discord allows 30 a minute).</param>
    public AlertWebhook(Uri url, SecretFilter secrets, TimeSpan? spacing = null)
    {
        _url = url;
        _secrets = secrets;
        _spacing = spacing ?? TimeSpan.FromSeconds(2);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };
        _queue = Channel.CreateBounded<string>(
            new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => Interlocked.Increment(ref _leftOut));
        _posting = PostAllAsync();
    }

    /// <summary>Posts that were given up.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Queues an alert. Never waits, never throws.</summary>
    public void Raise(string text) => _queue.Writer.TryWrite(Cut(_secrets.Apply(text)));

    /// <summary>Posts what is left, for ten seconds at most.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _posting.WaitAsync(FlushPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _posting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stopping.Dispose();
    }

    private async Task PostAllAsync()
    {
        await Task.Yield();
        string? waiting = null;
        while (waiting is not null || await _queue.Reader.WaitToReadAsync(_stopping.Token).ConfigureAwait(false))
        {
            var text = waiting ?? "";
            waiting = null;
            while (_queue.Reader.TryRead(out var next))
            {
                if (text.Length + 1 + next.Length > MaxPostLength)
                {
                    waiting = next;
                    break;
                }

                text += (text.Length == 0 ? "" : "\n") + next;
            }

            if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
            {
                text += string.Create(CultureInfo.InvariantCulture, $"\n({leftOut} more were left out.)");
            }

            await PostAsync(text).ConfigureAwait(false);
            await Task.Delay(_spacing, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task PostAsync(string text)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var wait = TimeSpan.FromSeconds(attempt);
            try
            {
                using var response = await _client.PostAsJsonAsync(
                    _url, new { content = text, allowed_mentions = new { parse = Array.Empty<string>() } }, _stopping.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                if (response.StatusCode != HttpStatusCode.TooManyRequests && (int)response.StatusCode < 500)
                {
                    break; // It will not get better by trying again.
                }

                wait = response.Headers.RetryAfter?.Delta ?? wait;
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !_stopping.IsCancellationRequested))
            {
                // Not reachable now: the next attempt may be luckier.
            }

            await Task.Delay(wait < LongestWait ? wait : LongestWait, _stopping.Token).ConfigureAwait(false);
        }

        Interlocked.Increment(ref _failed);
    }

    private static string Cut(string text) => text.Length <= MaxPostLength ? text : text[..(MaxPostLength - 1)] + "…";
}
