namespace Gateway.Simulator.InMemory;

/// <summary>
/// One direction of a connection: what is put in comes out in order, after the latency, through <c>post</c>. It can
/// be held, as by a reader who does not read, and cut, as by a cable.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<(TimeSpan Due, int Bytes, Action Deliver)> _queue = new();
    private readonly TimeProvider _time;
    private readonly Action<Action> _post;
    private readonly Func<TimeSpan> _latency;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    private TimeSpan _lastDue;
    private long _bytes;
    private bool _held;
    private bool _cut;
    private bool _draining;
    private int _dripBytes;
    private TimeSpan _dripPause;

    public Wire(TimeProvider time, Action<Action> post, Func<TimeSpan> latency)
    {
        _time = time;
        _post = post;
        _latency = latency;
        _startedAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => post(Drain), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Bytes on the way.</summary>
    public long InFlight
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <summary>Delivers later, or never when the wire is cut.</summary>
    public void Add(Action deliver, int bytes = 0)
    {
        lock (_gate)
        {
            if (_cut)
            {
                return;
            }

            // A shorter latency does not let one overtake the other.
            var due = Now + _latency();
            _lastDue = due > _lastDue ? due : _lastDue;
            if (_dripBytes > 0)
            {
                // All drops but the last are followed by a pause before the message is whole.
                _lastDue += _dripPause * Math.Max(0, (bytes - 1) / _dripBytes);
            }

            _queue.Enqueue((_lastDue, bytes, deliver));
            _bytes += bytes;
            if (_queue.Count == 1)
            {
                Wake();
            }
        }
    }

    public void Hold(bool hold)
    {
        lock (_gate)
        {
            _held = hold;
            if (!hold && _queue.Count > 0)
            {
                Wake();
            }
        }
    }

    /// <summary>Loses what is on the way.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _queue.Clear();
            _bytes = 0;
        }
    }

    /// <summary>From here on messages take the time of so many bytes at once and a pause after each such drop; 0 takes it back.</summary>
    public void Drip(int bytes, TimeSpan pause)
    {
        lock (_gate)
        {
            _dripBytes = bytes;
            _dripPause = pause;
        }
    }

    /// <summary>Loses what is on the way and everything to come.</summary>
    public void Cut()
    {
        Clear();
        lock (_gate)
        {
            _cut = true;
        }
    }

    public void Dispose()
    {
        Cut();
        _timer.Dispose();
    }

    /// <summary>Sees to it that <see cref="Drain"/> runs when the first in the queue is due.</summary>
    private void Wake()
    {
        var wait = _queue.Peek().Due - Now;
        if (wait <= TimeSpan.Zero)
        {
            _post(Drain);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void Drain()
    {
        lock (_gate)
        {
            // With a post that runs inline, a delivery can lead back here.
            if (_draining)
            {
                return;
            }

            _draining = true;
        }

        while (TryTake(out var deliver))
        {
            deliver();
        }
    }

    private bool TryTake(out Action deliver)
    {
        lock (_gate)
        {
            if (!_held && _queue.TryPeek(out var first) && first.Due <= Now)
            {
                _queue.Dequeue();
                _bytes -= first.Bytes;
                deliver = first.Deliver;
                return true;
            }

            _draining = false;
            if (!_held && _queue.Count > 0)
            {
                Wake();
            }

            deliver = static () => { };
            return false;
        }
    }
}
