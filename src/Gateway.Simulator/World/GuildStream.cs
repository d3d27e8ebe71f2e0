using Gateway.Simulator.Server;

namespace Gateway.Simulator.World;

/// <summary>One session's guilds after READY: at once or paced, in an order of its own, some of them in an outage at first.</summary>
internal sealed class GuildStream
{
    private readonly ServerState _state;
    private readonly Session _session;
    private readonly ulong[] _guilds;
    private readonly Random _random;
    private readonly TimeSpan _startedAt;
    private int _next;

    public GuildStream(ServerState state, Session session, TimeSpan now)
    {
        (_state, _session, _startedAt) = (state, session, now);

        // Not the server's own randomness: a guild more or less shall not change the next session id.
        _random = new Random(unchecked((state.Options.Seed * 486187739) + state.Sessions.All.Count));
        _guilds = [.. state.World.GuildsOf(session.Shard).Select(g => g.Id)];
        if (state.Options.ShuffleGuilds)
        {
            _random.Shuffle(_guilds);
        }
    }

    public void Begin(TimeSpan now)
    {
        _session.AwaitedGuilds = [.. _guilds];
        Advance(now);
    }

    private void Advance(TimeSpan now)
    {
        var rate = _state.Options.GuildsPerSecond;
        var due = rate > 0 ? 1 + ((now - _startedAt).TotalSeconds * rate) : _guilds.Length;
        while (_next < _guilds.Length && _next < due && _session.IsAlive)
        {
            Introduce(_guilds[_next++], now);
        }

        if (_next < _guilds.Length && _session.IsAlive)
        {
            _state.Agenda.At(_startedAt + TimeSpan.FromSeconds(_next / rate), Advance);
        }
    }

    private void Introduce(ulong id, TimeSpan now)
    {
        var hasOutage = _random.NextDouble() < _state.Options.GuildOutageShare;

        // It may have been left since READY; then its GUILD_DELETE has come instead.
        if (_state.World.Find(id) is not { } guild)
        {
            return;
        }

        if (_state.Options.EventsBeforeGuildCreate)
        {
            _state.Guilds.UpdateOwnMember(_session, guild, now);
        }

        if (_state.World.IsInOutage(guild))
        {
            _session.StopAwaiting(id);
            _state.Guilds.Lose(_session, guild, now);
        }
        else if (hasOutage)
        {
            _state.Guilds.Lose(_session, guild, now);
            _state.Agenda.At(now + _state.Options.GuildOutageDuration, due => Recover(id, due));
        }
        else
        {
            _state.Guilds.Create(_session, guild, unavailable: false, now);
        }
    }

    private void Recover(ulong id, TimeSpan now)
    {
        if (_session.IsAlive && _state.World.Find(id) is { } guild && _session.Awaits(id))
        {
            _state.Guilds.Create(_session, guild, unavailable: false, now);
        }
    }
}
