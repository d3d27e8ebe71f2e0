namespace Gateway.Simulator.Accounting;

/// <summary>How often things happened since the server was made. A snapshot: it does not change.</summary>
public sealed record ServerCounters
{
    internal ServerCounters()
    {
    }

    /// <summary>Connections accepted.</summary>
    public long ConnectionsOpened { get; internal set; }

    /// <summary>Upgrades refused, dropped or stalled by a rule.</summary>
    public long UpgradesRefused { get; internal set; }

    /// <summary>Identifies that passed every check.</summary>
    public long Identifies { get; internal set; }

    /// <summary>Identifies answered with op 9 because of their bucket.</summary>
    public long IdentifiesRefused { get; internal set; }

    /// <summary>Resumes that passed every check.</summary>
    public long ResumesAccepted { get; internal set; }

    /// <summary>Resumes answered with op 9 or 4007.</summary>
    public long ResumesRefused { get; internal set; }

    /// <summary>Heartbeats received.</summary>
    public long Heartbeats { get; internal set; }

    /// <summary>Payloads received, of any opcode, good or bad.</summary>
    public long PayloadsReceived { get; internal set; }

    /// <summary>Dispatches made, sent or not. Equals the last serial.</summary>
    public long Dispatches { get; internal set; }

    /// <summary>Dispatches sent again after a Resume.</summary>
    public long Replayed { get; internal set; }

    /// <summary>Connections that were aborted because the client did not read fast enough.</summary>
    public long SlowClientsAborted { get; internal set; }
}
