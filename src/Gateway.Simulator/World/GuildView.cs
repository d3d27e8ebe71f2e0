using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.World;

/// <summary>What of a guild a session gets to see in GUILD_CREATE.</summary>
/// <param name="Unavailable">The key <c>unavailable</c>: false while streaming, absent (null) for a guild newly joined.</param>
/// <param name="HasPresences">Whether the session has the intent that steers members and presences.</param>
/// <param name="LargeThreshold">Beyond this many members a guild is large.</param>
internal readonly record struct GuildView(bool? Unavailable, bool HasPresences, int LargeThreshold)
{
    public const int DefaultLargeThreshold = 50;

    /// <summary>Beyond this a guild tells as little as without the intent.</summary>
    private const int MaxMembersWithPresences = 75_000;

    public static GuildView Of(Session? session, bool? unavailable) => session is null
        ? new GuildView(unavailable, false, DefaultLargeThreshold)
        : new GuildView(unavailable, session.Intents.Has(Intents.GuildPresences), session.LargeThreshold);

    public bool IsLarge(Guild guild) => guild.MemberCount > LargeThreshold;

    public bool ShowsPresences(Guild guild) => HasPresences && guild.MemberCount <= MaxMembersWithPresences;
}
