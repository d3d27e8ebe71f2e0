using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;

namespace Gateway.Simulator.Traffic;

/// <summary>
/// Makes events for every living session, attached or not: messages, edits, typing, reactions and presences of 0.3
/// to 4 KB, of which a session gets what its intents ask for. The same seed makes the same events.
/// </summary>
/// <remarks>Thread safe. Events come in batches, one every 10 ms.</remarks>
public sealed class TrafficGenerator
{
    /// <summary>The highest rate that can be asked for.</summary>
    public const double MaxEventsPerSecond = 1_000_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>After a pause of the process, at most this much is caught up.</summary>
    private static readonly TimeSpan MaxCatchUp = TimeSpan.FromSeconds(1);

    private readonly ServerState _state;
    private readonly EventTemplate[] _templates;
    private double _rate;
    private int _runs;
    private TimeSpan _lastTick;
    private int _sessionsSeen;

    internal TrafficGenerator(ServerState state)
    {
        _state = state;
        var scene = new EventScene(state, EventTemplate.StandIn, EventTemplate.StandIn.Member(0), new Random(state.Options.Seed))
        {
            FreshId = EventTemplate.MessageMark,
        };

        // The shares of the mix are the counts here: each template is equally likely.
        _templates =
        [
            .. Make(20, "MESSAGE_CREATE", scene),
            .. Make(4, "MESSAGE_UPDATE", scene),
            .. Make(6, "TYPING_START", scene),
            .. Make(5, "MESSAGE_REACTION_ADD", scene),
            .. Make(5, "PRESENCE_UPDATE", scene),
        ];
    }

    /// <summary>Events a second and session. 0 is off. Default: what the options say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 0 to <see cref="MaxEventsPerSecond"/>.</exception>
    public double EventsPerSecond
    {
        get => _state.Locked(() => _rate);
        set
        {
            if (!(value is >= 0 and <= MaxEventsPerSecond))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"0 to {MaxEventsPerSecond} events a second.");
            }

            _state.Locked(() => Start(value, _state.Now));
        }
    }

    private static IEnumerable<EventTemplate> Make(int count, string name, EventScene scene)
    {
        var info = EventCatalogue.Find(name)!;
        return Enumerable.Range(0, count).Select(_ => new EventTemplate(name, info.Intents, JsonText.ToBytes(info.Write(scene))));
    }

    private void Start(double rate, TimeSpan now)
    {
        _rate = rate;
        _lastTick = now;
        var run = ++_runs;
        if (rate > 0)
        {
            _state.Agenda.At(now + Tick, due => OnTick(run, due));
        }
    }

    private void OnTick(int run, TimeSpan now)
    {
        if (run != _runs)
        {
            return;
        }

        var passed = now - _lastTick < MaxCatchUp ? now - _lastTick : MaxCatchUp;
        _lastTick = now;
        foreach (var session in _state.Sessions.Living.ToArray())
        {
            Feed(session, passed.TotalSeconds * _rate, now);
        }

        _state.Agenda.At(now + Tick, due => OnTick(run, due));
    }

    private void Feed(Session session, double credit, TimeSpan now)
    {
        var traffic = session.Traffic ??= Begin(session);
        var version = ((long)_state.World.Version << 32) + session.GuildVersion;
        if (traffic.GuildVersion != version)
        {
            traffic.SetGuilds(version, VisibleGuilds(session));
        }

        if (!traffic.HasAny)
        {
            return;
        }

        for (traffic.Credit += credit; traffic.Credit >= 1 && session.IsAlive; traffic.Credit--)
        {
            var (template, guild) = traffic.Next();
            var sequence = Dispatcher.TakeSequence(session);
            var serial = _state.Dispatcher.TakeSerial();
            _state.Dispatcher.Commit(session, template.EventIndex, sequence, serial, template.Build(sequence, serial, _state.Dispatcher.Carried(serial), guild), now);
        }
    }

    private SessionTraffic Begin(Session session) => new(
        HashCode(_state.Options.Seed, _sessionsSeen++),
        [.. _templates.Where(t => session.Intents.Allow(t.Intents))]);

    private Guild[] VisibleGuilds(Session session)
        => [.. _state.World.GuildsOf(session.Shard).Where(g => !session.Awaits(g.Id) && !_state.World.IsInOutage(g))];

    /// <summary>Not System.HashCode, which differs from process to process.</summary>
    private static int HashCode(int seed, int session) => unchecked((seed * 486187739) + session);
}
