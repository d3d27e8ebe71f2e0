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

    /// <summary>The token of this moment; null once it was revoked and no other was made.</summary>
    public string? Token { get; private set; } = token;

    /// <summary>The privileged intent bits that the portal grants at this moment.</summary>
    public long GrantedIntents { get; set; } = options.PrivilegedIntents;

    public bool Owns(string candidate)
    {
        // A leading "Bot " belongs to HTTP, but is tolerated here too.
        var bare = candidate.StartsWith("Bot ", StringComparison.Ordinal) ? candidate.AsSpan(4) : candidate;
        return Token is not null && bare.SequenceEqual(Token);
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

    /// <summary>From now on only the other token is good, or none.</summary>
    public void ReplaceToken(string? other) => Token = other;

    /// <summary>A new budget comes with a new token.</summary>
    public void RestoreBudget()
    {
        _remaining = options.IdentifyTotal;
        _resetsAt = null;
    }

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
            RestoreBudget();
        }
    }
}
