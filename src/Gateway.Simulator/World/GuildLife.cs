using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.World;

/// <summary>How sessions learn of guilds: streamed after READY, joined, left, gone and back.</summary>
internal sealed class GuildLife(ServerState state)
{
    /// <summary>Sends a GUILD_CREATE for each guild of the session's shard, if its intents ask for them.</summary>
    public void Stream(Session session, TimeSpan now)
    {
        if (!session.Intents.Has(Intents.Guilds))
        {
            return;
        }

        foreach (var guild in state.World.GuildsOf(session.Shard).ToArray())
        {
            Create(session, guild, unavailable: false, now);
        }
    }

    private void Create(Session session, Guild guild, bool? unavailable, TimeSpan now)
    {
        var bot = GuildWorld.BotOf(session.Application);
        var body = GuildCreateBody.Text(state.World, guild, bot, GuildView.Of(session, unavailable));
        state.Dispatcher.Dispatch(session, "GUILD_CREATE", JsonText.ToBytes(body), now);
    }
}
