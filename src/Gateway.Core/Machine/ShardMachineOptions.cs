using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>What a machine is made from.</summary>
public sealed record ShardMachineOptions
{
    /// <summary>What goes into an Identify.</summary>
    public required IdentifySettings Identify { get; init; }

    /// <summary>The gateway's base URL. Default <c>wss://gateway.discord.gg</c>.</summary>
    public Uri GatewayUrl { get; init; } = new("wss://gateway.discord.gg");

    /// <summary>How payloads are written, both ways: those that the machine sends, and those that <see cref="ShardMachine.OnPayload"/> takes. Default JSON.</summary>
    public GatewayEncoding Encoding { get; init; } = GatewayEncoding.Json;

    /// <summary>
    /// What the URLs of <see cref="DialAction"/> ask for. Whoever drives the machine decompresses, with a decompressor from
    /// here for each connection; what Identify asks for is said in <see cref="Identify"/>. Default none.
    /// </summary>
    public GatewayCompression Compression { get; init; } = GatewayCompression.None;

    /// <summary>A session to resume instead of identifying.</summary>
    public SessionSnapshot? Session { get; init; }

    /// <summary>The first presence; null leaves the bot online without activity.</summary>
    public Commands.UpdatePresence? Presence { get; init; }

    /// <summary>The deadline of every wait.</summary>
    public GatewayTimeouts Timeouts { get; init; } = new();

    /// <summary>The numbers behind the recovery decision.</summary>
    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>What follows after each close code.</summary>
    public CloseCodeTable CloseCodes { get; init; } = CloseCodeTable.Default;

    /// <summary>How long to wait before dialing and before identifying.</summary>
    public IReconnectPolicy ReconnectPolicy { get; init; } = new ExponentialReconnectPolicy();

    /// <summary>
    /// Whether each dial is asked for first, with <see cref="AcquireConnectGrantAction"/>. Default false: the machine dials at once.
    /// </summary>
    public bool AsksBeforeDial { get; init; }

    /// <summary>
    /// The first heartbeat of a connection is moved to the last multiple of this on the machine's clock, so that shards whose
    /// clocks have the same multiples are woken together. Default zero: it is not moved. Not used when the interval has fewer than 16 of them.
    /// </summary>
    public TimeSpan HeartbeatGrid { get; init; }

    /// <summary>Random numbers, 0 ≤ x &lt; 1. A seeded source makes the machine deterministic.</summary>
    public required Func<double> Random { get; init; }
}

/// <summary>A session as a machine holds it.</summary>
/// <param name="Id">The id that READY gave.</param>
/// <param name="ResumeUrl">Where to resume; null for the gateway's base URL.</param>
/// <param name="Sequence">The last sequence received.</param>
/// <param name="LastByteAt">When anything was last received for it, on the machine's clock.</param>
public sealed record SessionSnapshot(string Id, Uri? ResumeUrl, long Sequence, TimeSpan LastByteAt);
