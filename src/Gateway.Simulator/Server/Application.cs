namespace Gateway.Simulator.Server;

/// <summary>A bot: its token, its identify buckets and its daily budget.</summary>
internal sealed class Application(string token, GatewayServerOptions options)
{
    /// <summary>The budget's window, counted from its first identify.</summary>
    private static readonly TimeSpan BudgetPeriod = TimeSpan.FromHours(24);

    private readonly Dictionary<int, TimeSpan> _lastIdentify = [];
    private int _remaining = options.IdentifyRemaining ?? options.IdentifyTotal;
    private TimeSpan? _resetsAt;

    /// <summary>The place of its token in the options; the bot's user id follows from it.</summary>
    public int Number { get; init; }

    /// <summary>False once the budget was overdrawn: the token is then a stranger's.</summary>
    public bool TokenIsValid { get; private set; } = true;

    public bool Owns(string candidate)
    {
        // A leading "Bot " belongs to HTTP, but is tolerated here too.
        var bare = candidate.StartsWith("Bot ", StringComparison.Ordinal) ? candidate.AsSpan(4) : candidate;
        return TokenIsValid && bare.SequenceEqual(token);
    }

    /// <summary>Whether the shard's bucket was used within the window.</summary>
    public bool BucketIsBusy(int shardIndex, TimeSpan now, out TimeSpan freeIn)
    {
        freeIn = TimeSpan.Zero;
        if (!_lastIdentify.TryGetValue(shardIndex % options.MaxConcurrency, out var last))
        {
            return false;
        }

        freeIn = last + options.IdentifyWindow - now;
        return freeIn > TimeSpan.Zero;
    }

    /// <summary>Takes one identify of bucket and budget; false when the budget is used up.</summary>
    public bool TryIdentify(int shardIndex, TimeSpan now)
    {
        Refill(now);
        if (_remaining == 0)
        {
            return false;
        }

        _remaining--;
        _resetsAt ??= now + BudgetPeriod;
        _lastIdentify[shardIndex % options.MaxConcurrency] = now;
        return true;
    }

    public void RevokeToken() => TokenIsValid = false;

    public SessionStartLimit Limit(TimeSpan now)
    {
        Refill(now);
        return new SessionStartLimit(
            options.IdentifyTotal, _remaining, _resetsAt is { } at ? at - now : TimeSpan.Zero, options.MaxConcurrency);
    }

    private void Refill(TimeSpan now)
    {
        if (_resetsAt is { } at && now >= at)
        {
            _remaining = options.IdentifyTotal;
            _resetsAt = null;
        }
    }
}
