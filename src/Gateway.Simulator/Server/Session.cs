using Gateway.Simulator.Accounting;
using Gateway.Simulator.Traffic;

namespace Gateway.Simulator.Server;

/// <summary>A session: what outlives a connection. Guarded by the server's lock.</summary>
internal sealed class Session(string id, Application application, ShardKey shard, long intents, ReplayRing ring, TimeSpan createdAt)
{
    public string Id => id;

    public Application Application => application;

    public ShardKey Shard => shard;

    public long Intents => intents;

    public ReplayRing Ring => ring;

    public TimeSpan CreatedAt => createdAt;

    public DispatchLog Log { get; } = new();

    /// <summary>The last sequence given out; 0 before READY.</summary>
    public int Sequence { get; set; }

    /// <summary>The connection that gets the dispatches; null while detached.</summary>
    public ClientConnection? Attached { get; set; }

    /// <summary>When the last connection went; meaningful while detached.</summary>
    public TimeSpan DetachedAt { get; set; }

    /// <summary>Counts attachments, so that a deadline of an older detachment knows it is void.</summary>
    public int Attachments { get; set; }

    /// <summary>Dispatches since the last connection went.</summary>
    public int DispatchedWhileDetached { get; set; }

    public TimeSpan? EndedAt { get; set; }

    public SessionEndedBy EndedBy { get; set; }

    public SessionEndCause? EndCause { get; set; }

    public int? EndCode { get; set; }

    public bool IsAlive => EndedAt is null;

    /// <summary>Whether Identify asked for payload compression. A Resume cannot ask, so the session remembers.</summary>
    public bool CompressesPayloads { get; set; }

    /// <summary>How many of the next dispatches go out twice.</summary>
    public int DuplicatesDue { get; set; }

    /// <summary>How many of the next dispatches go out with a null sequence.</summary>
    public int NullSequencesDue { get; set; }

    /// <summary>What a fault holds back to reorder it.</summary>
    public HeldDispatch Held { get; } = new();

    /// <summary>The names of the events that a fault keeps from this session; null when there are none.</summary>
    public HashSet<string>? BlackedOut { get; set; }

    /// <summary>The session's place in the generated traffic; null until there was any.</summary>
    public SessionTraffic? Traffic { get; set; }

    /// <summary>Guilds with more members are large, as Identify asked.</summary>
    public int LargeThreshold { get; set; } = World.GuildView.DefaultLargeThreshold;

    /// <summary>The guilds whose GUILD_CREATE is still to come; null when there is none.</summary>
    public HashSet<ulong>? AwaitedGuilds { get; set; }

    /// <summary>Rises whenever a guild of the session stops being awaited.</summary>
    public int GuildVersion { get; private set; }

    /// <summary>The last presence that the client set, as JSON; null for none.</summary>
    public string? Presence { get; set; }

    /// <summary>Whether events of a guild have to wait, because its GUILD_CREATE has not come.</summary>
    public bool Awaits(ulong guildId) => AwaitedGuilds?.Contains(guildId) == true;

    public void StopAwaiting(ulong guildId)
    {
        if (AwaitedGuilds?.Remove(guildId) == true)
        {
            GuildVersion++;
            AwaitedGuilds = AwaitedGuilds.Count > 0 ? AwaitedGuilds : null;
        }
    }
}
