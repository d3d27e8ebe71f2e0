namespace Gateway.Core.Machine;

/// <summary>
/// When the heartbeats of one connection are due, and when their silence means that the peer is gone. Has no timer:
/// the owner asks at <see cref="NextDeadline"/>.
/// </summary>
/// <remarks>
/// <para>Due: the first beat after interval × jitter, then every interval, counted from the schedule and not from the
/// sending, so that nothing drifts. A clock that is far behind skips what it missed. With a grid the first beat is moved to the
/// line before it, so that the beats of many shards share their wake-ups; the intervals between beats stay exact.</para>
/// <para>Zombie: a scheduled beat stayed unanswered for a full interval and nothing else came either. While reading is
/// held back there is no verdict, and a beat sent then does not count. It is enough to look at the moment a beat is
/// sent: if reading stops later, a frame was received in between, and a frame is a sign of life.</para>
/// </remarks>
internal sealed class HeartbeatClock
{
    private const int LatencySamples = 5;
    private const int MaxUnanswered = 64; // Reached only when reading is held back for very long.
    private const int LinesInAnInterval = 16; // With fewer, the grid would undo the jitter that spreads the shards.
    private readonly TimeSpan _grid;
    private readonly TimeSpan[] _latencies = new TimeSpan[LatencySamples];
    private int _latencyCount;
    private TimeSpan _nextDueAt;
    private TimeSpan? _unansweredSince;
    private readonly Queue<TimeSpan> _unanswered = new();
    private TimeSpan? _sentAt;
    private bool _losesCount;

    public HeartbeatClock(TimeSpan interval, double jitter, TimeSpan now, TimeSpan grid)
    {
        Interval = interval;
        _grid = grid * LinesInAnInterval <= interval ? grid : TimeSpan.Zero;
        _nextDueAt = OnGrid(now + (interval * jitter), now);
    }

    public TimeSpan Interval { get; }

    public TimeSpan NextDeadline => _unansweredSince is { } since && since + Interval < _nextDueAt
        ? since + Interval
        : _nextDueAt;

    public TimeSpan? LastLatency => _latencyCount == 0 ? null : _latencies[(_latencyCount - 1) % LatencySamples];

    public TimeSpan? MeanLatency
    {
        get
        {
            var n = Math.Min(_latencyCount, LatencySamples);
            return n == 0 ? null : TimeSpan.FromTicks(_latencies.Take(n).Sum(l => l.Ticks) / n);
        }
    }

    /// <summary>
    /// When the last beat was sent that was certainly answered: what the peer had sent before it got that beat has come. Null before the
    /// first. An ACK answers the oldest beat; one that was lost makes this older than need be, never younger.
    /// </summary>
    public TimeSpan? AnsweredThrough { get; private set; }

    public bool IsDue(TimeSpan now) => now >= _nextDueAt;

    /// <summary>Whether the peer has to be taken for dead.</summary>
    public bool IsZombie(TimeSpan now, bool heldBack)
    {
        if (heldBack)
        {
            _unansweredSince = null;
        }

        return _unansweredSince is { } since && now - since >= Interval;
    }

    /// <summary>A scheduled beat goes out: how late it is against its schedule.</summary>
    public TimeSpan OnBeat(TimeSpan now, bool heldBack)
    {
        var lateness = now - _nextDueAt;
        _nextDueAt += Interval;
        if (_nextDueAt <= now)
        {
            _nextDueAt = OnGrid(now + Interval, now);
        }

        NoteSent(now);
        _unansweredSince = heldBack ? null : _unansweredSince ?? now;
        return lateness;
    }

    /// <summary>A beat that the server had asked for goes out. It measures latency, the schedule does not move.</summary>
    public void OnRequestedBeat(TimeSpan now) => NoteSent(now);

    /// <summary>Anything was received.</summary>
    public void OnLife() => _unansweredSince = null;

    /// <summary>False: nobody waits for an ACK.</summary>
    public bool OnAck(TimeSpan now)
    {
        if (_unanswered.TryDequeue(out var oldest) && !_losesCount)
        {
            AnsweredThrough = oldest;
        }

        if (_sentAt is not { } sentAt)
        {
            return false;
        }

        _latencies[_latencyCount % LatencySamples] = now - sentAt;
        _latencyCount++;
        _sentAt = null;
        return true;
    }

    // The line before, or the next one where that has passed.
    private TimeSpan OnGrid(TimeSpan at, TimeSpan now)
    {
        if (_grid == TimeSpan.Zero)
        {
            return at;
        }

        var line = new TimeSpan(at.Ticks - (at.Ticks % _grid.Ticks));
        return line >= now ? line : line + _grid;
    }

    private void NoteSent(TimeSpan now)
    {
        _sentAt = now;
        if (_unanswered.Count < MaxUnanswered)
        {
            _unanswered.Enqueue(now);
        }
        else
        {
            _losesCount = true; // For the rest of this connection nothing is certain.
        }
    }
}
