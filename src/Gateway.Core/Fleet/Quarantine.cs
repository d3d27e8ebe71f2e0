using Gateway.Core.Limits;
using Gateway.Core.Machine;

namespace Gateway.Core.Fleet;

/// <summary>
/// Tells a shard that is poisoned from a storm: it keeps failing while most others are well. Has no clock and no lock.
/// </summary>
internal sealed class Quarantine(StormOptions options, Func<double> random)
{
    private const double Spread = 0.25;
    private readonly Dictionary<ShardId, Record> _records = [];
    private int _ready;
    private int _failing;

    /// <summary>A shard wants to dial: how long it has to wait for its own sake. Zero: it need not.</summary>
    public TimeSpan OnRequest(ConnectRequest request)
    {
        if (!_records.TryGetValue(request.Shard, out var record))
        {
            _records.Add(request.Shard, record = new Record());
        }

        LeaveReady(record);
        if (HasFailed(request))
        {
            SetFailures(record, record.Failures + 1);
        }
        else if (request.ReadyFor >= options.StableAfter)
        {
            SetFailures(record, 0);
        }

        // When more fail than are well it is the network or Discord, and waiting longer than the back-off helps nobody.
        return record.Failures >= options.QuarantineAfter && _ready >= _failing
            ? DelayOf(record.Failures - options.QuarantineAfter)
            : TimeSpan.Zero;
    }

    public void OnReady(ShardId shard)
    {
        if (_records.TryGetValue(shard, out var record) && !record.IsReady)
        {
            record.IsReady = true;
            _ready++;
        }
    }

    /// <summary>The shard does not run any more.</summary>
    public void Forget(ShardId shard)
    {
        if (_records.Remove(shard, out var record))
        {
            LeaveReady(record);
            SetFailures(record, 0);
        }
    }

    // What the caller or Discord has asked for is no failure, if it had come to Ready before; nor is a wait that took too long.
    private bool HasFailed(ConnectRequest request) => request.After switch
    {
        null or { Cause: TransitionCause.SessionExpired } => false,
        { Cause: TransitionCause.ReconnectRequested or TransitionCause.ReconnectByCaller or TransitionCause.ConsumerTooSlow } =>
            request.ReadyFor is null,
        _ => request.ReadyFor is null || request.ReadyFor < options.StableAfter,
    };

    private void LeaveReady(Record record)
    {
        if (record.IsReady)
        {
            record.IsReady = false;
            _ready--;
        }
    }

    private void SetFailures(Record record, int failures)
    {
        var was = record.Failures >= options.QuarantineAfter;
        var now = failures >= options.QuarantineAfter;
        _failing += was == now ? 0 : now ? 1 : -1;
        record.Failures = failures;
    }

    private TimeSpan DelayOf(int step)
    {
        var seconds = options.QuarantineMin.TotalSeconds * Math.Pow(2, Math.Min(step, 30));
        var delay = TimeSpan.FromSeconds(Math.Min(seconds, options.QuarantineMax.TotalSeconds));
        return delay * (1 - (Spread * random()));
    }

    private sealed class Record
    {
        public int Failures { get; set; }

        public bool IsReady { get; set; }
    }
}
