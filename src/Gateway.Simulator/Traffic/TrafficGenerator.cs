using Gateway.Simulator.Server;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Traffic;

/// <summary>
/// Makes events for every living session, attached or not: of the kinds in the plan's mix, those that the session's intents
/// ask for, in the guilds it sees. The same seed makes the same events.
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
    private readonly TemplateStore _templates;
    private TrafficPlan _plan = TrafficPlan.None;
    private int _runs;
    private TimeSpan _lastTick;
    private TimeSpan _nextBurst;
    private int _sessionsSeen;

    internal TrafficGenerator(ServerState state)
    {
        _state = state;
        _templates = new TemplateStore(state);
    }

    /// <summary>What comes by itself. It can change at any time; what has not come of the old one is forgotten.</summary>
    /// <exception cref="ArgumentException">The plan is out of range.</exception>
    public TrafficPlan Plan
    {
        get => _state.Locked(() => _plan);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _state.Locked(() => Start(value, _state.Now));
        }
    }

    /// <summary>Events a second and session, the plan's <see cref="TrafficPlan.EventsPerSecond"/>. Default: what the options say.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within 0 to <see cref="MaxEventsPerSecond"/>.</exception>
    public double EventsPerSecond
    {
        get => Plan.EventsPerSecond;
        set
        {
            if (!(value is >= 0 and <= MaxEventsPerSecond))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"0 to {MaxEventsPerSecond} events a second.");
            }

            _state.Locked(() => Start(_plan with { EventsPerSecond = value }, _state.Now));
        }
    }

    private void Start(TrafficPlan plan, TimeSpan now)
    {
        _plan = plan;
        _lastTick = now;
        _nextBurst = now + plan.BurstInterval;
        var run = ++_runs;
        if (!plan.IsSilent)
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

        var passed = (now - _lastTick < MaxCatchUp ? now - _lastTick : MaxCatchUp).TotalSeconds;
        _lastTick = now;
        var burst = 0;
        if (_plan.BurstSize > 0 && now >= _nextBurst)
        {
            burst = _plan.BurstSize;
            _nextBurst += _plan.BurstInterval;
            _nextBurst = _nextBurst > now ? _nextBurst : now + _plan.BurstInterval;
        }

        foreach (var session in _state.Sessions.Living.ToArray())
        {
            Feed(session, passed, burst, now);
        }

        _state.Agenda.At(now + Tick, due => OnTick(run, due));
    }

    private void Feed(Session session, double passed, int burst, TimeSpan now)
    {
        var traffic = session.Traffic ??= new SessionTraffic(HashCode(_state.Options.Seed, _sessionsSeen++));
        Refresh(session, traffic);
        if (!traffic.HasAny)
        {
            return;
        }

        var rate = _plan.EventsPerSecond + (_plan.EventsPerSecondPerGuild * traffic.GuildCount);
        for (traffic.Credit += (passed * rate) + burst; traffic.Credit >= 1 && session.IsAlive; traffic.Credit--)
        {
            var (template, guild) = traffic.Next();
            var sequence = Dispatcher.TakeSequence(session);
            var serial = _state.Dispatcher.TakeSerial();
            var bytes = template.Build(sequence, serial, _state.Dispatcher.Carried(serial), guild);
            _state.Dispatcher.Commit(session, template.EventIndex, sequence, serial, bytes, now);
        }
    }

    private void Refresh(Session session, SessionTraffic traffic)
    {
        var guilds = ((long)_state.World.Version << 32) + session.GuildVersion;
        if (traffic.GuildVersion != guilds)
        {
            traffic.SetGuilds(guilds, VisibleGuilds(session));
        }

        if (traffic.MixVersion != _runs)
        {
            traffic.SetMix(_runs, _templates.Choose(_plan.Mix, session.Intents));
        }
    }

    private Guild[] VisibleGuilds(Session session)
        => [.. _state.World.GuildsOf(session.Shard).Where(g => !session.Awaits(g.Id) && !_state.World.IsInOutage(g))];

    /// <summary>Not System.HashCode, which differs from process to process.</summary>
    private static int HashCode(int seed, int session) => unchecked((seed * 486187739) + session);
}
