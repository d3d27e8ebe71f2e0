using Gateway.Simulator.World.Events;

namespace Gateway.Simulator.Traffic;

/// <summary>How many events come by themselves, and which. Immutable; checked when it is given to <see cref="TrafficGenerator.Plan"/>.</summary>
public sealed record TrafficPlan
{
    /// <summary>Half of them new messages; the rest edits, typing, reactions and presences.</summary>
    public static IReadOnlyDictionary<string, double> DefaultMix { get; } = new Dictionary<string, double>
    {
        ["MESSAGE_CREATE"] = 20,
        ["MESSAGE_UPDATE"] = 4,
        ["TYPING_START"] = 6,
        ["MESSAGE_REACTION_ADD"] = 5,
        ["PRESENCE_UPDATE"] = 5,
    };

    /// <summary>Nothing comes by itself.</summary>
    public static TrafficPlan None { get; } = new();

    /// <summary>Events a second for each session, whatever its guilds. Default 0, 0 to <see cref="TrafficGenerator.MaxEventsPerSecond"/>.</summary>
    public double EventsPerSecond { get; init; }

    /// <summary>Events a second for each guild that a session sees, on top of that. Default 0, 0 to <see cref="TrafficGenerator.MaxEventsPerSecond"/>.</summary>
    public double EventsPerSecondPerGuild { get; init; }

    /// <summary>Events that each session gets at once, every <see cref="BurstInterval"/>, on top of that. Default 0: no bursts. 0 to 1,000,000.</summary>
    public int BurstSize { get; init; }

    /// <summary>From one burst to the next; the first comes after one interval. Default 10 s, 10 ms to 1 h.</summary>
    public TimeSpan BurstInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The weight of each event, by its name; a session gets those of them that its intents ask for. Default: <see cref="DefaultMix"/>.
    /// Events of guilds but GUILD_CREATE, weights of 0 to 1,000,000, one of them above 0.
    /// </summary>
    public IReadOnlyDictionary<string, double> Mix { get; init; } = DefaultMix;

    internal bool IsSilent => EventsPerSecond == 0 && EventsPerSecondPerGuild == 0 && BurstSize == 0;

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of range, and what is allowed.</exception>
    public void Validate()
    {
        var guard = new OptionGuard(nameof(TrafficPlan));
        guard.Range(nameof(EventsPerSecond), EventsPerSecond, 0, TrafficGenerator.MaxEventsPerSecond);
        guard.Range(nameof(EventsPerSecondPerGuild), EventsPerSecondPerGuild, 0, TrafficGenerator.MaxEventsPerSecond);
        guard.Range(nameof(BurstSize), BurstSize, 0, 1_000_000);
        guard.Range(nameof(BurstInterval), BurstInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        foreach (var (name, weight) in Mix ?? new Dictionary<string, double>())
        {
            if (!CanGenerate(name))
            {
                guard.Fail($"{nameof(Mix)}[{name}]", weight, "an event of guilds, by the name that Discord gives it, but GUILD_CREATE");
            }

            guard.Range($"{nameof(Mix)}[{name}]", weight, 0, 1_000_000);
        }

        if (Mix is null || !Mix.Values.Any(w => w > 0))
        {
            guard.Fail(nameof(Mix), Mix is null ? null : "without a weight", "at least one weight above 0");
        }

        guard.ThrowIfAny("plan");
    }

    private static bool CanGenerate(string name) => EventCatalogue.Find(name) is
    {
        Scope: EventScope.Guild or EventScope.GuildOrDirect,
        DiffersBySession: false,
    };
}
