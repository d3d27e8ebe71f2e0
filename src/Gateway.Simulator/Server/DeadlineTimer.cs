namespace Gateway.Simulator.Server;

/// <summary>Keeps one timer of the clock at the server's next deadline.</summary>
internal sealed class DeadlineTimer : IDisposable
{
    private readonly GatewayServer _server;
    private readonly ITimer _timer;

    /// <param name="server">Whose deadlines.</param>
    /// <param name="time">Where the timer comes from.</param>
    /// <param name="post">Where the server's work is done once the timer fires.</param>
    public DeadlineTimer(GatewayServer server, TimeProvider time, Action<Action> post)
    {
        _server = server;
        _timer = time.CreateTimer(_ => post(Fire), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        server.Door.OnDeadlineMovedEarlier(Arm);
        Arm();
    }

    public void Dispose()
    {
        _server.Door.OnDeadlineMovedEarlier(static () => { });
        _timer.Dispose();
    }

    private void Fire()
    {
        _server.OnTimer();
        Arm();
    }

    /// <summary>Under the server's lock, so that of two threads the one with the older deadline cannot come last.</summary>
    private void Arm() => _server.Door.WithNextDeadline(wait =>
    {
        // Rounded up: the system's timers count whole milliseconds, and one that fires early finds nothing to do.
        var milliseconds = Math.Ceiling(Math.Max(0, wait.TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    });
}
