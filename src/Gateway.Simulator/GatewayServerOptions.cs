using Gateway.Simulator.Faults;

namespace Gateway.Simulator;

/// <summary>What kind of Discord the simulator is. Immutable; checked when the server is made.</summary>
public sealed record GatewayServerOptions
{
    /// <summary>The bot tokens that may identify. Each is a bot of its own, with its own buckets and daily budget. Default: <c>sim-token</c>. At least one, none empty.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = ["sim-token"];

    /// <summary>The privileged intent bits that the portal has granted. Default: all three (33026). Only bits 1, 8 and 15.</summary>
    public long PrivilegedIntents { get; init; } = Protocol.Intents.Privileged;

    /// <summary>Number of identify buckets (<c>shard_id % MaxConcurrency</c>). Default 1, 1 to 1024.</summary>
    public int MaxConcurrency { get; init; } = 1;

    /// <summary>Time between two identifies of one bucket, by the server's clock. Default 5 s, 0 s (no limit) to 1 min.</summary>
    public TimeSpan IdentifyWindow { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Identifies a day. Default 1000, 1 to 1,000,000. One more ends every session of the bot and its token.</summary>
    public int IdentifyTotal { get; init; } = 1000;

    /// <summary>Identifies left when the server starts. Default null: all of them. 0 to <see cref="IdentifyTotal"/>.</summary>
    public int? IdentifyRemaining { get; init; }

    /// <summary>What Get Gateway Bot recommends. Default 1, 1 to 100,000.</summary>
    public int RecommendedShards { get; init; } = 1;

    /// <summary>What Hello announces. Default 41.25 s, 10 ms to 10 min.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMilliseconds(41250);

    /// <summary>Silence without op 1, in intervals, after which a connection is closed. Default 1.5, 1 to 100.</summary>
    public double HeartbeatGrace { get; init; } = 1.5;

    /// <summary>Whether missing heartbeats close the connection at all. Default true.</summary>
    public bool SuperviseHeartbeats { get; init; } = true;

    /// <summary>The close code for missing heartbeats. Default 1000, as reported from production. 1000 to 4999.</summary>
    public int HeartbeatCloseCode { get; init; } = Protocol.CloseCodes.Normal;

    /// <summary>How long a connection may do without Identify or Resume before it is closed with 4003. Default null: for ever, as nothing is documented. 10 ms to 1 h.</summary>
    public TimeSpan? IdentifyTimeout { get; init; }

    /// <summary>How late the op 9 for an Identify outside its bucket comes. Default 0 s, 0 s to 1 min; some seconds have been seen.</summary>
    public TimeSpan IdentifyRefusalDelay { get; init; }

    /// <summary>The close code that follows that op 9. Default null: the connection stays open.</summary>
    public int? IdentifyRefusalCloseCode { get; init; }

    /// <summary>What the bot's other connections are closed with when the daily budget is overdrawn: 4004, the default, or 4003.</summary>
    public int BudgetCloseCode { get; init; } = Protocol.CloseCodes.AuthenticationFailed;

    /// <summary>What a payload without an integer <c>op</c> is closed with: 4002, the default, or 4001.</summary>
    public int MissingOpcodeCloseCode { get; init; } = Protocol.CloseCodes.DecodeError;

    /// <summary>Whether a wrong <c>v</c> is refused with HTTP 400 at the upgrade, instead of closed with 4012 after it. Default false.</summary>
    public bool RefuseVersionAtUpgrade { get; init; }

    /// <summary>How long a session outlives its connection. Default 120 s, 0 s to 1 h.</summary>
    public TimeSpan ResumeWindow { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Dispatches kept for a replay, per session. Default null: <c>max(100, min(3500, guilds × 75))</c>. 1 to 10,000,000. A session that needs more is ended.</summary>
    public int? ReplayCapacity { get; init; }

    /// <summary>Whether a Resume with a sequence older than the replay buffer is closed with 4007 instead of answered with op 9. Default false.</summary>
    public bool CloseOnOldSequence { get; init; }

    /// <summary>Payloads a connection may send in <see cref="PayloadPeriod"/>. Default 120, 1 to 1,000,000. One more closes it with 4008.</summary>
    public int PayloadLimit { get; init; } = 120;

    /// <summary>The period of <see cref="PayloadLimit"/>. Default 60 s, 1 ms to 1 h.</summary>
    public TimeSpan PayloadPeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How payloads are counted. Default <see cref="PayloadWindowKind.Sliding"/>.</summary>
    public PayloadWindowKind PayloadWindow { get; init; } = PayloadWindowKind.Sliding;

    /// <summary>Largest payload of a client, in bytes. Default 4096, 64 to 1,048,576. A larger one closes with 4002.</summary>
    public int MaxPayloadBytes { get; init; } = 4096;

    /// <summary>How long after op 7 the server closes with 1001 by itself. Default 5 s, 0 s to 10 min.</summary>
    public TimeSpan ReconnectGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server waits for the echo of its close frame before it drops the socket. Default 10 s, 10 ms to 10 min.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Guilds the bot is in, spread evenly over the shards. Default 8, 0 to 100,000.</summary>
    public int GuildCount { get; init; } = 8;

    /// <summary>Members of each guild, the bot included. Default 20, 1 to 100,000.</summary>
    public int MembersPerGuild { get; init; } = 20;

    /// <summary>GUILD_CREATEs a second and session after READY. Default 0: all at once. 0 to 1,000,000. Until its own has come, a session gets no event of a guild.</summary>
    public double GuildsPerSecond { get; init; }

    /// <summary>Whether GUILD_CREATEs come in another order than READY lists the guilds; it follows from the seed. Default true.</summary>
    public bool ShuffleGuilds { get; init; } = true;

    /// <summary>Share of the guilds that a new session finds in an outage: GUILD_DELETE with <c>unavailable</c> first, GUILD_CREATE after <see cref="GuildOutageDuration"/>. Default 0, 0 to 1.</summary>
    public double GuildOutageShare { get; init; }

    /// <summary>How long such an outage lasts. Default 10 s, 0 s to 1 h.</summary>
    public TimeSpan GuildOutageDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a GUILD_MEMBER_UPDATE of the bot itself comes before each GUILD_CREATE, as has been seen. Default false.</summary>
    public bool EventsBeforeGuildCreate { get; init; }

    /// <summary>Most guilds on one shard. Default 2500, 1 to 100,000. More closes an Identify with 4011.</summary>
    public int MaxGuildsPerShard { get; init; } = 2500;

    /// <summary>How <c>zstd-stream</c> is written. Default <see cref="ZstdMode.Stream"/>.</summary>
    public ZstdMode ZstdMode { get; init; } = ZstdMode.Stream;

    /// <summary>How the keys of maps are written with ETF. Default <see cref="EtfKeys.Mixed"/>.</summary>
    public EtfKeys EtfKeys { get; init; } = EtfKeys.Mixed;

    /// <summary>From how many bytes a payload is compressed when Identify asked for it. Default 1024, 0 to 1,048,576.</summary>
    public int PayloadCompressionThreshold { get; init; } = 1024;

    /// <summary>Where Identify connects to, as Get Gateway tells it. A front on sockets puts its own address here.</summary>
    public Uri GatewayUrl { get; init; } = new("wss://gateway.simulator.test");

    /// <summary>What READY gives as <c>resume_gateway_url</c>. A front on sockets puts its own address here.</summary>
    public Uri ResumeUrl { get; init; } = new("wss://resume.simulator.test");

    /// <summary>Whether the body of a dispatch begins with <c>sim_serial</c>, by which loss and order can be proved. Default true. A client has to ignore keys it does not know.</summary>
    public bool Serials { get; init; } = true;

    /// <summary>Events a second and session at the start; see <see cref="Traffic.TrafficGenerator"/>. Default 0, 0 to 1,000,000.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Faults that the server inflicts from the start. Default: none.</summary>
    public FaultPlan FaultPlan { get; init; } = FaultPlan.None;

    /// <summary>Seed of everything random: session ids, message texts, which event comes next. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentException">Names every argument that is out of range, its value, and what is allowed.</exception>
    public void Validate()
    {
        var guard = new OptionGuard(nameof(GatewayServerOptions));
        if (Tokens is null || Tokens.Count == 0 || Tokens.Any(string.IsNullOrEmpty))
        {
            // The tokens themselves stay out of the message.
            guard.Fail(nameof(Tokens), "empty or holds an empty token", "at least one, none empty");
        }

        if ((PrivilegedIntents & ~Protocol.Intents.Privileged) != 0)
        {
            guard.Fail(nameof(PrivilegedIntents), PrivilegedIntents, "any of the bits 1, 8 and 15");
        }

        guard.Range(nameof(MaxConcurrency), MaxConcurrency, 1, 1024);
        guard.Range(nameof(IdentifyWindow), IdentifyWindow, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        guard.Range(nameof(IdentifyTotal), IdentifyTotal, 1, 1_000_000);
        guard.Range(nameof(IdentifyRemaining), IdentifyRemaining ?? 0, 0, IdentifyTotal);
        guard.Range(nameof(RecommendedShards), RecommendedShards, 1, 100_000);
        guard.Range(nameof(HeartbeatInterval), HeartbeatInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        guard.Range(nameof(HeartbeatGrace), HeartbeatGrace, 1, 100);
        guard.Range(nameof(HeartbeatCloseCode), HeartbeatCloseCode, 1000, 4999);
        guard.Range(nameof(IdentifyTimeout), IdentifyTimeout ?? TimeSpan.FromSeconds(60), TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        guard.Range(nameof(IdentifyRefusalDelay), IdentifyRefusalDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        guard.Range(nameof(BudgetCloseCode), BudgetCloseCode, Protocol.CloseCodes.NotAuthenticated, Protocol.CloseCodes.AuthenticationFailed);
        guard.Range(nameof(MissingOpcodeCloseCode), MissingOpcodeCloseCode, Protocol.CloseCodes.UnknownOpcode, Protocol.CloseCodes.DecodeError);
        if (IdentifyRefusalCloseCode is { } refusal && !Protocol.CloseCodes.CanBeSent(refusal))
        {
            guard.Fail(nameof(IdentifyRefusalCloseCode), refusal, "1000 to 4999, but not 1004, 1005, 1006 or 1015");
        }

        guard.Range(nameof(ResumeWindow), ResumeWindow, TimeSpan.Zero, TimeSpan.FromHours(1));
        guard.Range(nameof(ReplayCapacity), ReplayCapacity ?? 1, 1, 10_000_000);
        guard.Range(nameof(PayloadLimit), PayloadLimit, 1, 1_000_000);
        guard.Range(nameof(PayloadPeriod), PayloadPeriod, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        guard.Range(nameof(PayloadWindow), (int)PayloadWindow, (int)PayloadWindowKind.Sliding, (int)PayloadWindowKind.Fixed);
        guard.Range(nameof(MaxPayloadBytes), MaxPayloadBytes, 64, 1 << 20);
        guard.Range(nameof(ReconnectGrace), ReconnectGrace, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        guard.Range(nameof(CloseTimeout), CloseTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        guard.Range(nameof(GuildCount), GuildCount, 0, 100_000);
        guard.Range(nameof(MembersPerGuild), MembersPerGuild, 1, 100_000);
        guard.Range(nameof(GuildsPerSecond), GuildsPerSecond, 0, 1_000_000);
        guard.Range(nameof(GuildOutageShare), GuildOutageShare, 0, 1);
        guard.Range(nameof(GuildOutageDuration), GuildOutageDuration, TimeSpan.Zero, TimeSpan.FromHours(1));
        guard.Range(nameof(MaxGuildsPerShard), MaxGuildsPerShard, 1, 100_000);
        guard.Range(nameof(ZstdMode), (int)ZstdMode, (int)ZstdMode.Stream, (int)ZstdMode.RawBlocks);
        guard.Range(nameof(EtfKeys), (int)EtfKeys, (int)EtfKeys.Mixed, (int)EtfKeys.AllAtoms);
        guard.Range(nameof(PayloadCompressionThreshold), PayloadCompressionThreshold, 0, 1 << 20);
        guard.Range(nameof(EventsPerSecond), EventsPerSecond, 0, Traffic.TrafficGenerator.MaxEventsPerSecond);
        RequireAbsolute(guard, nameof(GatewayUrl), GatewayUrl);
        RequireAbsolute(guard, nameof(ResumeUrl), ResumeUrl);
        if (FaultPlan is null)
        {
            guard.Fail(nameof(FaultPlan), null, "a plan, or FaultPlan.None");
        }

        guard.ThrowIfAny("options");
        FaultPlan!.Validate();
    }

    private static void RequireAbsolute(OptionGuard guard, string name, Uri url)
    {
        if (url is not { IsAbsoluteUri: true })
        {
            guard.Fail(name, url, "an absolute URL");
        }
    }
}
