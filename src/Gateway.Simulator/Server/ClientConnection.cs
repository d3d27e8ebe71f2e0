using Gateway.Simulator.Wire;

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
    /// <summary>Null while plain JSON is sent.</summary>
    private Outlet? _outlet;
    private MessageFaults? _faults;
    private IMessageSink _sink = peer;

    public int Id => id;

    public IGatewayPeer Peer => peer;

    public TimeSpan OpenedAt => openedAt;

    /// <summary>What the client sends, and is sent.</summary>
    public PayloadEncoding Encoding { get; private set; }

    public ConnectionPhase Phase { get; set; }

    public AuthState Auth { get; set; }

    public bool HelloSent { get; set; }

    /// <summary>What the last Identify wanted.</summary>
    public bool AsksForPayloadCompression { get; set; }

    /// <summary>When op 1 came last, or Hello was sent.</summary>
    public TimeSpan LastBeatAt { get; set; }

    /// <summary>When op 1 came last without having been asked for.</summary>
    public TimeSpan? LastOwnBeatAt { get; set; }

    /// <summary>How many op 1 of the server wait for an answer.</summary>
    public int BeatsAskedFor { get; set; }

    /// <summary>Who has identified or resumed on it, for what is remembered of a client; null before.</summary>
    public Accounting.Caller? Caller { get; set; }

    public Session? Session { get; set; }

    /// <summary>Kept after the session is detached, for the records.</summary>
    public ShardKey? Shard { get; set; }

    public PayloadWindow Payloads { get; } = new(options.PayloadLimit, options.PayloadPeriod, options.PayloadWindow);

    /// <summary>Five presences in 20 s.</summary>
    public PayloadWindow Presences { get; } = new(5, TimeSpan.FromSeconds(20), PayloadWindowKind.Sliding);

    /// <summary>How many heartbeats are still left unanswered by a fault.</summary>
    public int AcksToDrop { get; set; }

    /// <summary>How much later a fault has heartbeats answered.</summary>
    public TimeSpan AckDelay { get; set; }

    /// <summary>The way to the client, once a fault has made it slow.</summary>
    public SlowLane? SlowSends { get; set; }

    /// <summary>The way from the client, once a fault has made it slow.</summary>
    public SlowLane? SlowReads { get; set; }

    public bool IsHalfOpen { get; set; }

    public bool IsDeaf { get; set; }

    /// <summary>A fault holds back READY, RESUMED and every dispatch; heartbeats are still answered.</summary>
    public bool IsMuted { get; set; }

    public bool IsOpen => Phase == ConnectionPhase.Open;

    /// <summary>A socket on which a fault is at work is not a socket the client can be blamed for.</summary>
    public bool IsHealthy => IsOpen && !IsHalfOpen && !IsDeaf;

    /// <summary>Sends what the client will read as this payload.</summary>
    /// <param name="payload">JSON; it goes out encoded and compressed as the client has asked. Never written again.</param>
    public void Send(ReadOnlyMemory<byte> payload)
    {
        if (!IsOpen || IsHalfOpen)
        {
            return;
        }

        if (SlowSends is { } lane)
        {
            lane.Add(_ => Emit(payload));
        }
        else
        {
            Emit(payload);
        }
    }

    /// <summary>Sends a message as it is.</summary>
    public void SendMessage(ReadOnlyMemory<byte> message, bool text)
    {
        if (!IsOpen || IsHalfOpen)
        {
            return;
        }

        if (SlowSends is { } lane)
        {
            lane.Add(_ => _sink.Send(message, text));
        }
        else
        {
            _sink.Send(message, text);
        }
    }

    /// <summary>Sends a close frame behind everything sent so far.</summary>
    public void SendClose(int? code, string reason)
    {
        if (SlowSends is { } lane)
        {
            lane.Add(_ => EmitClose(code, reason));
        }
        else
        {
            EmitClose(code, reason);
        }
    }

    /// <summary>What faults do to the messages from here on.</summary>
    public MessageFaults Meddle()
    {
        _faults ??= new MessageFaults(peer);
        _sink = _faults;
        return _faults;
    }

    /// <summary>From the first byte: what the URL asks for.</summary>
    public void Speak(WireWorkshop workshop, PayloadEncoding encoding, StreamCompression compression)
    {
        Encoding = encoding;
        _outlet = workshop.Build(encoding, compression);
    }

    /// <summary>From here on large payloads are compressed, unless it is ETF or everything is anyway.</summary>
    public void CompressPayloads(WireWorkshop workshop) => _outlet ??= workshop.BuildForPayloads();

    /// <summary>Gives back what compression needs. Nothing is sent after this.</summary>
    public void Release()
    {
        _outlet?.Dispose();
        _outlet = null;
    }

    private void Emit(ReadOnlyMemory<byte> payload)
    {
        if (_outlet is null)
        {
            _sink.Send(payload, text: true);
        }
        else
        {
            _outlet.Send(payload, _sink);
        }
    }

    private void EmitClose(int? code, string reason)
    {
        _faults?.Flush();
        peer.Close(code, reason);
    }
}
