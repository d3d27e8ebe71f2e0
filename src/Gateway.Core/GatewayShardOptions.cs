using System.Threading.RateLimiting;
using Gateway.Core.Commands;
using Gateway.Core.Driver;
using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Microsoft.Extensions.Logging;

namespace Gateway.Core;

/// <summary>
/// Everything that can be said of a shard. Immutable; one record can serve many shards with <c>with { Shard = … }</c>.
/// Checked as a whole when the shard is made: the error names every violation.
/// </summary>
public sealed record GatewayShardOptions
{
    /// <summary>The bot's token: a string, or <see cref="BotToken.FromSource"/>.</summary>
    public required BotToken Token { get; init; }

    /// <summary>Which part of the guilds. Default 0 of 1.</summary>
    public ShardId Shard { get; init; }

    /// <summary>Which events to ask for. Null: derived from <see cref="GuildEvents"/> and <see cref="DirectMessageEvents"/>. Both is an error.</summary>
    public GatewayIntents? Intents { get; init; }

    /// <summary>Events wanted from guilds, by Discord's names; the intents are derived, and other events do not reach the handler.</summary>
    public IReadOnlyCollection<string>? GuildEvents { get; init; }

    /// <summary>Events wanted from direct messages, by Discord's names.</summary>
    public IReadOnlyCollection<string>? DirectMessageEvents { get; init; }

    /// <summary>Whether messages come with their content, when <see cref="GuildEvents"/> are named. Privileged. Default false.</summary>
    public bool MessageContent { get; init; }

    /// <summary>Where the gateway is. Default <c>wss://gateway.discord.gg</c> without asking.</summary>
    public IGatewayInfoSource GatewayInfo { get; init; } = new FixedGatewayInfoSource(new Uri("wss://gateway.discord.gg"));

    /// <summary>What the client says it is.</summary>
    public IdentifyProperties Properties { get; init; } = IdentifyProperties.Default;

    /// <summary>Above how many members a guild counts as large. 50 to 250, default 50.</summary>
    public int LargeThreshold { get; init; } = 50;

    /// <summary>Feature bits for Identify; for bots only bit 15 (channel obfuscation) has a meaning. Not negative, default 0.</summary>
    public long Capabilities { get; init; }

    /// <summary>How payloads are written, both ways. The handler sees the same either way. Default JSON.</summary>
    public GatewayEncoding Encoding { get; init; } = GatewayEncoding.Json;

    /// <summary>
    /// How the gateway compresses what it sends. Default <see cref="GatewayCompression.None"/>;
    /// <see cref="GatewayCompression.Payload"/> goes with JSON only.
    /// </summary>
    public GatewayCompression Compression { get; init; } = GatewayCompression.None;

    /// <summary>The first presence. Default: online, no activity.</summary>
    public UpdatePresence? Presence { get; init; }

    /// <summary>A session to go on with instead of identifying. It must be of the same shard index and count.</summary>
    public ShardSession? Session { get; init; }

    /// <summary>How events get to the handler.</summary>
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>Called when the handler throws. Default: go on. What it throws itself counts as <see cref="HandlerErrorAction.Continue"/>.</summary>
    public Func<Exception, Dispatch, HandlerErrorAction>? OnHandlerError { get; init; }

    /// <summary>
    /// The longest message that is accepted, in bytes, both as it comes and decompressed. 65,536 to 1 GiB, default 64 MiB. A longer
    /// one ends the connection; the session is resumed, and given up when it brings the same message three times.
    /// </summary>
    public int MaxMessageBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How many commands may wait to be sent. 1 to 100,000, default 64; more throw <see cref="CommandQueueFullException"/>.</summary>
    public int MaxPendingCommands { get; init; } = 64;

    /// <summary>
    /// Who may identify when. Share one between all shards of a token. Default: one of this shard's own, 1 per 5 s.
    /// </summary>
    public IIdentifyRateLimiter? IdentifyLimiter { get; init; }

    /// <summary>
    /// Makes a limiter for the commands of one connection; it narrows the connection's own limit (120 in 60 s, less a
    /// reserve) and cannot widen it. It is disposed with the connection. Default: none.
    /// </summary>
    public Func<RateLimiter>? CommandLimiter { get; init; }

    /// <summary>
    /// Decides when the shard may dial; shared by the shards of a process. Default: none, the shard dials when its back-off
    /// allows. A fleet brings its own.
    /// </summary>
    public IConnectGate? ConnectGate { get; init; }

    /// <summary>
    /// Which sequence heartbeats carry: of the last event received (default), or of the last one that the handler has finished.
    /// </summary>
    public HeartbeatSequence HeartbeatSequence { get; init; }

    /// <summary>How long to wait before dialing and before identifying.</summary>
    public IReconnectPolicy ReconnectPolicy { get; init; } = new ExponentialReconnectPolicy();

    /// <summary>What follows after each close code.</summary>
    public CloseCodeTable CloseCodes { get; init; } = CloseCodeTable.Default;

    /// <summary>The deadline of every wait.</summary>
    public GatewayTimeouts Timeouts { get; init; } = new();

    /// <summary>The numbers behind the recovery decision.</summary>
    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>Sees raw payloads, with the token masked. Default: nobody.</summary>
    public IFrameObserver? FrameObserver { get; init; }

    /// <summary>Where logs go. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Whether metrics carry the shard's index as a tag. Default true.</summary>
    public bool TagMetricsWithShard { get; init; } = true;

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Random numbers, 0 ≤ x &lt; 1, safe for concurrent use if shards share it. Default: a generator per shard.</summary>
    public Func<double>? Random { get; init; }

    /// <summary>Where continuations run. Default: the thread pool.</summary>
    public GatewayScheduler Scheduler { get; init; } = GatewayScheduler.ThreadPool;
}
