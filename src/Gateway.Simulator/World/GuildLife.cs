using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World;

/// <summary>How sessions learn that guilds are joined, left, gone and back.</summary>
internal sealed class GuildLife(ServerState state)
{
    /// <summary>The first guilds after READY, if the session's intents ask for them.</summary>
    public void Stream(Session session, TimeSpan now)
    {
        if (session.Intents.Has(Intents.Guilds))
        {
            new GuildStream(state, session, now).Begin(now);
        }
    }

    /// <returns>Null when the bots are in it already, or there never was such a guild.</returns>
    public Guild? Join(ulong? id, TimeSpan now)
    {
        if (state.World.Join(id) is not { } guild)
        {
            return null;
        }

        ForEachViewer(guild, session => Create(session, guild, unavailable: null, now));
        return guild;
    }

    public void Leave(Guild guild, TimeSpan now)
    {
        state.World.Leave(guild);
        ForEachViewer(guild, session =>
        {
            session.StopAwaiting(guild.Id);
            state.Dispatcher.Dispatch(session, "GUILD_DELETE", JsonText.ToBytes($$"""{"id":"{{guild.Id}}"}"""), now);
        });
    }

    public void BeginOutage(Guild guild, TimeSpan now)
    {
        if (state.World.SetOutage(guild, true))
        {
            ForEachViewer(guild, session => Lose(session, guild, now));
        }
    }

    public void EndOutage(Guild guild, TimeSpan now)
    {
        if (state.World.SetOutage(guild, false))
        {
            ForEachViewer(guild, session => Create(session, guild, unavailable: false, now));
        }
    }

    /// <summary>GUILD_CREATE, after which the guild's events may come.</summary>
    public void Create(Session session, Guild guild, bool? unavailable, TimeSpan now)
    {
        session.StopAwaiting(guild.Id);
        var body = GuildCreateBody.Text(state.World, guild, GuildWorld.BotOf(session.Application), GuildView.Of(session, unavailable));
        state.Dispatcher.Dispatch(session, "GUILD_CREATE", JsonText.ToBytes(body), now);
    }

    /// <summary>GUILD_DELETE of an outage: the guild is still the bot's, but nothing of it comes.</summary>
    public void Lose(Session session, Guild guild, TimeSpan now)
        => state.Dispatcher.Dispatch(session, "GUILD_DELETE", JsonText.ToBytes($$"""{"unavailable":true,"id":"{{guild.Id}}"}"""), now);

    /// <summary>An event that may come before its guild: the bot's own member.</summary>
    public void UpdateOwnMember(Session session, Guild guild, TimeSpan now)
    {
        var body = UserObject.MemberOf(guild, GuildWorld.BotOf(session.Application));
        state.Dispatcher.Dispatch(session, "GUILD_MEMBER_UPDATE", JsonText.ToBytes(body), now);
    }

    private void ForEachViewer(Guild guild, Action<Session> action)
    {
        foreach (var session in state.Sessions.Living.ToArray())
        {
            if (session.IsAlive && session.Intents.Has(Intents.Guilds) && GuildWorld.Owns(session.Shard, guild.Id))
            {
                action(session);
            }
        }
    }
}
