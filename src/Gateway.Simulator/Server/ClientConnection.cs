namespace Gateway.Simulator.Server;

/// <summary>How far a connection is from its end.</summary>
internal enum ConnectionPhase
{
    Open,

    /// <summary>A close frame was sent or received. The client's payloads no longer count.</summary>
    Closing,

    Gone,
}

/// <summary>What Identify or Resume did for a connection.</summary>
internal enum AuthState
{
    None,

    Authenticated,

    /// <summary>After op 9: Identify and Resume are welcome again, other commands are not.</summary>
    Invalidated,
}

/// <summary>One WebSocket as the server sees it. Guarded by the server's lock.</summary>
internal sealed class ClientConnection(int id, IGatewayPeer peer, TimeSpan openedAt, GatewayServerOptions options)
{
    public int Id => id;

    public IGatewayPeer Peer => peer;

    public TimeSpan OpenedAt => openedAt;

    public ConnectionPhase Phase { get; set; }

    public AuthState Auth { get; set; }

    public bool HelloSent { get; set; }

    /// <summary>When op 1 came last, or Hello was sent.</summary>
    public TimeSpan LastBeatAt { get; set; }

    public Session? Session { get; set; }

    /// <summary>Kept after the session is detached, for the records.</summary>
    public ShardKey? Shard { get; set; }

    public PayloadWindow Payloads { get; } = new(options.PayloadLimit, options.PayloadPeriod, options.PayloadWindow);

    /// <summary>Five presences in 20 s.</summary>
    public PayloadWindow Presences { get; } = new(5, TimeSpan.FromSeconds(20), PayloadWindowKind.Sliding);

    /// <summary>How many heartbeats are still left unanswered by a fault.</summary>
    public int AcksToDrop { get; set; }

    public bool IsHalfOpen { get; set; }

    public bool IsDeaf { get; set; }

    /// <summary>A fault holds back READY, RESUMED and every dispatch; heartbeats are still answered.</summary>
    public bool IsMuted { get; set; }

    public bool IsOpen => Phase == ConnectionPhase.Open;

    /// <summary>A socket on which a fault is at work is not a socket the client can be blamed for.</summary>
    public bool IsHealthy => IsOpen && !IsHalfOpen && !IsDeaf;

    public void Send(ReadOnlyMemory<byte> payload, bool text = true)
    {
        if (IsOpen && !IsHalfOpen)
        {
            peer.Send(payload, text);
        }
    }
}
