using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient;

/// <summary>How far a dial has come, and the deadline of where it is.</summary>
/// <remarks>Entered by one phase after the other; read from any thread.</remarks>
internal sealed class DialProgress : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly TimeSpan _total;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _stop;
    private volatile DialPhase _phase = DialPhase.Unknown;

    public DialProgress(TimeProvider time, TimeSpan total, CancellationToken cancellationToken)
    {
        _time = time;
        _total = total;
        _startedAt = time.GetTimestamp();
        _deadline = new CancellationTokenSource(total, time);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline.Token);
    }

    /// <summary>Fires at the deadline of the phase or of the dial, or when the caller gives up.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Where the dial is, or where it ended.</summary>
    public DialPhase Phase => _phase;

    /// <summary>Whether a deadline has passed.</summary>
    public bool TimedOut => _deadline.IsCancellationRequested;

    /// <summary>Goes on to <paramref name="phase"/>, which has <paramref name="limit"/>, or less if the whole dial has less.</summary>
    public void Enter(DialPhase phase, TimeSpan limit)
    {
        _phase = phase;
        var left = _total - _time.GetElapsedTime(_startedAt);
        var due = limit < left ? limit : left;
        _deadline.CancelAfter(due > TimeSpan.Zero ? due : TimeSpan.Zero);
    }

    /// <summary>Goes on to <paramref name="phase"/> on the time of the phase before.</summary>
    public void Enter(DialPhase phase) => _phase = phase;

    public void Dispose()
    {
        _stop.Dispose();
        _deadline.Dispose();
    }
}
