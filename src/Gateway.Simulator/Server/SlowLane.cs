namespace Gateway.Simulator.Server;

/// <summary>Does things later, in the order in which they were asked for: a slow way to the client, or from it.</summary>
internal sealed class SlowLane(ServerState state, ClientConnection connection)
{
    private TimeSpan _lastDue;

    /// <summary>How much later. A shorter delay does not let one overtake another.</summary>
    public TimeSpan Delay { get; set; }

    public void Add(Action<TimeSpan> action)
    {
        var now = state.Now;
        _lastDue = now + Delay > _lastDue ? now + Delay : _lastDue;
        state.Agenda.At(_lastDue, due =>
        {
            if (connection.Phase != ConnectionPhase.Gone)
            {
                action(due);
            }
        });
    }
}
