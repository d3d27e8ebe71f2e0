using System.Text.Json;

namespace Gateway.Simulator.Faults;

/// <summary>
/// A seeded schedule of faults: steps at given times, and a deck. The deck is shuffled and dealt, so that every card
/// of it comes once before any comes again: a run of a known length has met them all. A card that is in the deck twice
/// comes twice as often.
/// </summary>
/// <remarks>
/// As JSON, every key may be left out: <c>{"seed":1,"mean_interval":"1s","start_after":"2s","deck":[order, …],
/// "steps":[{"at":"2s", "verb":…}, …]}</c>.
/// </remarks>
public sealed record FaultPlan
{
    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>The cards; empty for none. At most 10,000. A card for all hits one random shard that is up; one with a target, its target.</summary>
    public IReadOnlyList<FaultOrder> Deck { get; init; } = [];

    /// <summary>What comes at a given time, whatever the deck does. A step for all hits all. At most 10,000.</summary>
    public IReadOnlyList<FaultStep> Steps { get; init; } = [];

    /// <summary>Time from one fault to the next: between half and one and a half of this. Default 1 s, 1 ms to 1 h.</summary>
    public TimeSpan MeanInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time before the first. Default 2 s, 0 s to 1 h.</summary>
    public TimeSpan StartAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Decides order, times and shards. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// About one fault a second, of every kind that a careful client survives without losing an event: half of them
    /// cost a resume, three in seventeen an identify. Made for 30 s with four shards.
    /// </summary>
    public static FaultPlan Default(int seed = 1) => new()
    {
        Seed = seed,
        Deck =
        [
            new(FaultVerb.Reset), new(FaultVerb.Reset),
            new(FaultVerb.Close, 4000), new(FaultVerb.Close, 1001),
            new(FaultVerb.CloseWithoutFrame),
            new(FaultVerb.Reconnect), new(FaultVerb.Reconnect),
            new(FaultVerb.HalfOpen),
            new(FaultVerb.InvalidateResumable),
            new(FaultVerb.Invalidate), new(FaultVerb.Close, 4009), new(FaultVerb.Invalidate),
            new(FaultVerb.RequestHeartbeat, 5), new(FaultVerb.RequestHeartbeat, 5),
            new(FaultVerb.DropAcks, 2),
            new(FaultVerb.Duplicate, 1), new(FaultVerb.Duplicate, 5),
        ],
    };

    /// <summary>Four faults a second, with what <see cref="Default"/> leaves out: other codes, garbage, large payloads, gaps.</summary>
    public static FaultPlan Heavy(int seed = 1) => new()
    {
        Seed = seed,
        MeanInterval = TimeSpan.FromMilliseconds(250),
        StartAfter = TimeSpan.FromSeconds(1),
        Deck =
        [
            .. Default(seed).Deck,
            new(FaultVerb.Reset), new(FaultVerb.HalfOpen), new(FaultVerb.CloseWithoutFrame),
            new(FaultVerb.Close, 1000), new(FaultVerb.Close, 4001), new(FaultVerb.Close, 4002), new(FaultVerb.Close, 4003),
            new(FaultVerb.Close, 4005), new(FaultVerb.Close, 4007), new(FaultVerb.Close, 4900),
            new(FaultVerb.InvalidateGarbage), new(FaultVerb.Malformed), new(FaultVerb.SkipSequence, 3),
            new(FaultVerb.HugePayload, 2 << 20), new(FaultVerb.RequestHeartbeat, 20), new(FaultVerb.Expire),
        ],
    };

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentException">Names every argument that is out of range, its value, and what is allowed.</exception>
    public void Validate()
    {
        var guard = new OptionGuard(nameof(FaultPlan));
        guard.Range(nameof(MeanInterval), MeanInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        guard.Range(nameof(StartAfter), StartAfter, TimeSpan.Zero, TimeSpan.FromHours(1));
        guard.Range(nameof(Deck) + ".Count", Deck?.Count ?? -1, 0, 10_000);
        guard.Range(nameof(Steps) + ".Count", Steps?.Count ?? -1, 0, 10_000);
        foreach (var step in Steps ?? [])
        {
            guard.Range(nameof(Steps) + ".At", step.At, TimeSpan.Zero, TimeSpan.FromDays(30));
        }

        foreach (var (place, order) in Orders())
        {
            Check(guard, place, order);
        }

        guard.ThrowIfAny("plan");
    }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="FaultOrderException">It names the field, its value and what is allowed.</exception>
    public static FaultPlan FromJson(JsonElement json) => FaultPlanJson.Read(json);

    /// <summary>Reads a plan. Comments and trailing commas are allowed.</summary>
    /// <exception cref="FaultOrderException">It names the field, its value and what is allowed.</exception>
    public static FaultPlan FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = FaultOrderReader.Parse(json);
        return FaultPlanJson.Read(document.RootElement);
    }

    /// <summary>Reads a plan from a UTF-8 stream, to its end. The stream stays open.</summary>
    /// <exception cref="FaultOrderException">It names the field, its value and what is allowed.</exception>
    public static FaultPlan Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var reader = new StreamReader(stream, leaveOpen: true);
        return FromJson(reader.ReadToEnd());
    }

    /// <summary>Reads a plan from a file.</summary>
    /// <exception cref="FaultOrderException">It names the field, its value and what is allowed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FaultPlan Load(string path) => FromJson(File.ReadAllText(path));

    /// <summary>Writes the plan; reading it again gives the same.</summary>
    public string ToJson() => FaultPlanJson.Write(this);

    private IEnumerable<(string Place, FaultOrder? Order)> Orders()
        => (Deck ?? []).Select((o, i) => ($"{nameof(Deck)}[{i}]", (FaultOrder?)o))
            .Concat((Steps ?? []).Select((s, i) => ($"{nameof(Steps)}[{i}]", (FaultOrder?)s.Order)));

    private static void Check(OptionGuard guard, string place, FaultOrder? order)
    {
        try
        {
            order?.Validate();
            if (order is null)
            {
                guard.Fail(place, null, "an order");
            }
        }
        catch (FaultOrderException e)
        {
            guard.Fail($"{place}.{e.Field}", e.Value, e.Allowed);
        }
    }
}
