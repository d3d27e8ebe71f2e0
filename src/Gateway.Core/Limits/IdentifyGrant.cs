namespace Gateway.Core.Limits;

/// <summary>Where a permit stands, as the buckets see it. Changed only by its limiter, under its lock.</summary>
internal sealed class IdentifyGrant
{
    private TimeSpan? _sentAt;
    private bool _over;

    /// <summary>Neither sent nor given back: nobody can say yet when the next one may go.</summary>
    internal bool IsUnsent => _sentAt is null && !_over;

    /// <summary>The holder has no say any more: settled or given back.</summary>
    internal bool IsOver => _over;

    internal bool WasSent => _sentAt is not null;

    internal TimeSpan? SentAt => _sentAt;

    internal void MarkSent(TimeSpan now) => _sentAt ??= now;

    internal void End() => _over = true;

    /// <summary>
    /// Until when the grant alone keeps others from identifying. <see cref="TimeSpan.MaxValue"/>: until its holder acts.
    /// </summary>
    internal TimeSpan BlocksUntil(TimeSpan settleTimeout)
    {
        if (_over)
        {
            return TimeSpan.MinValue;
        }

        return _sentAt is { } sentAt ? sentAt + settleTimeout : TimeSpan.MaxValue;
    }
}
