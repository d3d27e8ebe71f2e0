namespace Gateway.Core.Machine;

/// <summary>The deadline of every wait of a shard. All must be positive and at most one day.</summary>
public sealed record GatewayTimeouts
{
    /// <summary>DNS, TCP, TLS and upgrade together, and asking for the address before them. Default 20 s. On expiry: back-off, next dial.</summary>
    public TimeSpan Dial { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>From the open connection to Hello. Default 20 s. On expiry: abort, redial.</summary>
    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The source of the token. Default 10 s. On expiry: a new connection, with back-off.</summary>
    public TimeSpan Token { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From Identify to READY; any frame extends it. Default 60 s. On expiry: abort, identify again.</summary>
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From Identify to READY however many frames come. Default 5 min.</summary>
    public TimeSpan ReadyAtMost { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From Resume to RESUMED; any event of the replay extends it. Default 60 s. On expiry: abort, resume again, at most three times.</summary>
    public TimeSpan Resumed { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>One write to the socket. Default 10 s. On expiry: the connection is taken for lost.</summary>
    public TimeSpan Send { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Writing a close frame. Default 1 s. On expiry: abort.</summary>
    public TimeSpan CloseWrite { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Waiting for the peer's close frame after ours. Default 250 ms; not waited for when the peer is dead. On expiry: abort.</summary>
    public TimeSpan CloseEcho { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>From the request to stop until everything is released. Default 5 s. On expiry: abort.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(5);

    internal IEnumerable<(string Name, TimeSpan Value)> All =>
    [
        (nameof(Dial), Dial), (nameof(Hello), Hello), (nameof(Token), Token), (nameof(Ready), Ready),
        (nameof(ReadyAtMost), ReadyAtMost), (nameof(Resumed), Resumed), (nameof(Send), Send),
        (nameof(CloseWrite), CloseWrite), (nameof(CloseEcho), CloseEcho), (nameof(Stop), Stop),
    ];
}
