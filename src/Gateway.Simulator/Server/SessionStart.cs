using Gateway.Simulator.World;

namespace Gateway.Simulator.Server;

/// <summary>What an Identify asked for, once it has passed every check.</summary>
internal sealed record Identification(Application Application, ShardKey Shard, long Intents, int LargeThreshold, bool EchoShard, string? Presence);

/// <summary>Makes a session for a connection: READY, and one GUILD_CREATE a guild.</summary>
internal sealed class SessionStart(ServerState state)
{
    public void Begin(ClientConnection connection, Identification wish, TimeSpan now)
    {
        var session = state.Sessions.Create(wish.Application, wish.Shard, wish.Intents, now);
        state.Sessions.Attach(session, connection, now);
        session.LargeThreshold = wish.LargeThreshold;
        session.Presence = wish.Presence;
        state.Dispatcher.Dispatch(session, "READY", ReadyBody.Write(state, session, wish.EchoShard), now);
        state.Guilds.Stream(session, now);
    }
}
