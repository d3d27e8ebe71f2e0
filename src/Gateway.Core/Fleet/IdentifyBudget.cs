using Gateway.Core.Limits;

namespace Gateway.Core.Fleet;

/// <summary>
/// What is left of the day's identifies, and when the next may be sent. Has no clock and no lock: <c>now</c> never goes back, and
/// the owner enters it alone.
/// </summary>
/// <remarks>
/// Discord's answer and our own count are both believed where they are lower: an answer may be old, and does not know what is under
/// way; our count does not know what other processes spend. Our own is dropped when the window has ended.
/// </remarks>
internal sealed class IdentifyBudget(IdentifyBudgetOptions options)
{
    private const int StartsKept = 32;
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Discord's window begins when it reads an Identify, and its clock is not ours.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>An answer out of a cache seems to end later than it does, by its age. What ends much later is another window.</summary>
    private static readonly TimeSpan OtherWindow = TimeSpan.FromMinutes(30);

    /// <summary>What the process before this one has sent, its buckets' 5 s are counted from; the count was saved shortly before.</summary>
    private static readonly TimeSpan QuietAfterRestart = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan FirstBreak = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(30);

    private readonly List<TimeSpan> _starts = [];
    private readonly Dictionary<ShardId, Queue<TimeSpan>> _byShard = [];
    private readonly Queue<TimeSpan> _latest = []; // Of the last minutes: around a border they may be in either window.
    private TimeSpan? _endsAt;
    private TimeSpan? _lastSpentAt;
    private TimeSpan _quietUntil = TimeSpan.MinValue;

    public int Total { get; private set; } = options.AssumedTotal;

    public int Left { get; private set; } = options.AssumedTotal;

    public int Reserve => options.ReserveOf(Total);

    /// <summary>When the window ends; null when none has begun.</summary>
    public TimeSpan? EndsAt => _endsAt;

    /// <summary>What was kept from before this process. <paramref name="utcNow"/> and <paramref name="now"/> are the same moment.</summary>
    public void Import(IdentifyBudgetState state, DateTimeOffset utcNow, TimeSpan now)
    {
        Total = state.Total;
        Left = state.Left;
        _endsAt = state.ResetsAt is { } at ? now + Clamp(at - utcNow, TimeSpan.Zero, Window + Margin) : null;
        _quietUntil = state.LastSpentAt is { } last
            ? now + QuietAfterRestart - Clamp(utcNow - last, TimeSpan.Zero, QuietAfterRestart)
            : TimeSpan.MinValue;
        _starts.AddRange(state.Starts.Select(s => now - Clamp(utcNow - s, TimeSpan.Zero, TimeSpan.MaxValue)).Order());
        Roll(now);
    }

    public IdentifyBudgetState Export(DateTimeOffset utcNow, TimeSpan now)
    {
        Roll(now);
        return new IdentifyBudgetState
        {
            Total = Total,
            Left = Left,
            ResetsAt = utcNow + (_endsAt - now),
            LastSpentAt = utcNow + (_lastSpentAt - now),
            Starts = [.. _starts.Select(s => utcNow - (now - s))],
        };
    }

    /// <summary>What Get Gateway Bot has answered.</summary>
    public void OnAnswer(SessionStartLimit limit, TimeSpan now)
    {
        Roll(now);
        Total = Math.Max(1, limit.Total);
        var remaining = Math.Clamp(limit.Remaining, 0, Total);
        TimeSpan? endsAt = limit.ResetAfter > TimeSpan.Zero ? now + Clamp(limit.ResetAfter, TimeSpan.Zero, Window) + Margin
            : remaining < Total ? now + Window + Margin // Some are spent, so there is a window; not knowing its end is no reason to hope.
            : null;
        if (_endsAt is null || endsAt > _endsAt + OtherWindow)
        {
            Left = remaining - _latest.Count(s => s > now - Margin); // Those may be under way.
            _endsAt = endsAt;
            return;
        }

        Left = Math.Min(Left, remaining);
        _endsAt = endsAt ?? _endsAt;
    }

    /// <summary>A process begins to identify.</summary>
    public void OnStart(TimeSpan now)
    {
        _starts.Add(now);
        _starts.RemoveAll(s => now - s > options.CrashLoopWindow);
        if (_starts.Count > StartsKept)
        {
            _starts.RemoveRange(0, _starts.Count - StartsKept);
        }
    }

    /// <summary>When this shard may identify; at or before <paramref name="now"/>: now.</summary>
    public TimeSpan NotBefore(ShardId shard, TimeSpan now, out IdentifyHold hold)
    {
        var until = NotBefore(now, out hold);
        if (_byShard.TryGetValue(shard, out var sent) && sent.Count >= options.ShardIdentifies
            && sent.Peek() + options.ShardWindow is var free && free > now && free > until)
        {
            hold = IdentifyHold.Shard;
            return free;
        }

        return until;
    }

    /// <summary>When any shard may identify.</summary>
    public TimeSpan NotBefore(TimeSpan now, out IdentifyHold hold)
    {
        Roll(now);
        hold = IdentifyHold.None;
        var until = now;
        if (_quietUntil > now)
        {
            hold = IdentifyHold.Restart;
            until = _quietUntil;
        }

        if (Left <= Reserve && _endsAt is { } endsAt)
        {
            hold = IdentifyHold.Budget;
            until = endsAt;
        }

        var recent = _starts.Count(s => now - s <= options.CrashLoopWindow);
        if (recent > options.CrashLoopStarts && _starts[^1] + Break(recent - options.CrashLoopStarts - 1) is var free && free > until)
        {
            hold = IdentifyHold.CrashLoop;
            until = free;
        }

        return until;
    }

    /// <summary>Counts an identify that is about to be sent.</summary>
    public void Spend(ShardId shard, TimeSpan now)
    {
        Roll(now);
        Left--;
        _lastSpentAt = now;
        _endsAt ??= now + Window + Margin;
        if (!_byShard.TryGetValue(shard, out var sent))
        {
            _byShard[shard] = sent = new Queue<TimeSpan>();
        }

        _latest.Enqueue(now);
        while (_latest.Peek() <= now - (2 * Margin))
        {
            _latest.Dequeue();
        }

        sent.Enqueue(now);
        while (sent.Count > options.ShardIdentifies)
        {
            sent.Dequeue();
        }
    }

    /// <summary>It was not sent after all. A shard's own count keeps it: trying is what a shard in a loop does.</summary>
    /// <param name="spentAt">When it was counted: not if that was in a window that has ended.</param>
    /// <param name="now">The time.</param>
    public void Refund(TimeSpan spentAt, TimeSpan now)
    {
        Roll(now);
        if (_endsAt is not null && spentAt >= _endsAt - Window - Margin)
        {
            Left = Math.Min(Total, Left + 1);
        }
    }

    private void Roll(TimeSpan now)
    {
        if (_endsAt is not { } end || end > now)
        {
            return;
        }

        // Ours ends later than Discord's: what was sent shortly before may be in its new window already.
        TimeSpan[] carried = [.. _latest.Where(s => s > end - (2 * Margin))];
        Left = Total - carried.Length;
        _endsAt = carried.Length > 0 ? carried[0] + Window + Margin : null;
    }

    private static TimeSpan Break(int step)
    {
        var minutes = FirstBreak.TotalMinutes * Math.Pow(2, Math.Min(step, 16));
        return minutes < LongestBreak.TotalMinutes ? TimeSpan.FromMinutes(minutes) : LongestBreak;
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan min, TimeSpan max) => value < min ? min : value > max ? max : value;
}
