using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>What belongs to one open connection and ends with it: heartbeats, send log, signs of life.</summary>
internal sealed class LiveConnection(int number, TimeSpan openedAt)
{
    private bool _answerPending;
    private TimeSpan _beatNotBefore = TimeSpan.MinValue;
    private TimeSpan _answerNotBefore;

    public int Number { get; } = number;

    /// <summary>Every heartbeat of this connection.</summary>
    public HeartbeatAction Beat { get; } = new(number);

    public TimeSpan LastReceivedAt { get; private set; } = openedAt;

    public int BadFramesInARow { get; set; }

    public HeartbeatClock? Heartbeat { get; private set; }

    public SendLog? SendLog { get; private set; }

    public TimeSpan? NextDeadline
    {
        get
        {
            if (Heartbeat is null)
            {
                return null;
            }

            var next = Heartbeat.NextDeadline;
            next = next > _beatNotBefore ? next : _beatNotBefore;
            return _answerPending && _answerNotBefore < next ? _answerNotBefore : next;
        }
    }

    public void OnHello(TimeSpan interval, double jitter, TimeSpan now, TimeSpan grid)
    {
        Heartbeat = new HeartbeatClock(interval, jitter, now, grid);
        SendLog = new SendLog(interval);
    }

    public void OnReceived(TimeSpan now)
    {
        LastReceivedAt = now;
        Heartbeat?.OnLife();
    }

    /// <summary>The server asks for a beat: at once within the reserve; beyond it one waits and answers all.</summary>
    public bool TryAnswer(TimeSpan now)
    {
        if (!SendLog!.MaySend(SendClass.Reserve, now, out _answerNotBefore))
        {
            _answerPending = true;
            return false;
        }

        NoteBeside(SendClass.Reserve, now);
        return true;
    }

    /// <summary>We want a beat ourselves: in the place of a command, so that the reserve stays for the server's, or else as an answer.</summary>
    public bool TryProbe(TimeSpan now)
    {
        if (!SendLog!.MaySend(SendClass.Command, now, out _))
        {
            return TryAnswer(now);
        }

        NoteBeside(SendClass.Command, now);
        return true;
    }

    /// <summary>What is due at a deadline: a scheduled beat with its lateness, or an answer that had to wait.</summary>
    public bool TryBeat(TimeSpan now, bool heldBack, out TimeSpan? lateness)
    {
        lateness = null;
        if (!Heartbeat!.IsDue(now))
        {
            return _answerPending && now >= _answerNotBefore && TryAnswer(now);
        }

        if (!SendLog!.MaySend(SendClass.Heartbeat, now, out _beatNotBefore))
        {
            return false;
        }

        SendLog.Note(SendClass.Heartbeat, now);
        lateness = Heartbeat.OnBeat(now, heldBack);
        _answerPending = false;
        _beatNotBefore = TimeSpan.MinValue;
        return true;
    }

    private void NoteBeside(SendClass sendClass, TimeSpan now)
    {
        SendLog!.Note(sendClass, now);
        Heartbeat!.OnRequestedBeat(now);
        _answerPending = false;
    }
}
