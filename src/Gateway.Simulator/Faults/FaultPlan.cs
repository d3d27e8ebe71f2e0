namespace Gateway.Simulator.Faults;

/// <summary>One fault of a plan.</summary>
/// <param name="Verb">What is done.</param>
/// <param name="Argument">Close code, count or size in bytes, where the verb has one.</param>
public readonly record struct FaultCard(FaultVerb Verb, int Argument = 0);

/// <summary>
/// A seeded schedule of faults. The cards are dealt from a shuffled deck, so that every one of them comes once before
/// any comes again: a run of a known length has met them all. A card that is in the deck twice comes twice as often.
/// </summary>
public sealed record FaultPlan
{
    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>The faults; empty for none. At most 10,000. Of the verbs, <see cref="FaultVerb.Raw"/>, <see cref="FaultVerb.StopReading"/> and <see cref="FaultVerb.RetireResumeHost"/> cannot be dealt.</summary>
    public IReadOnlyList<FaultCard> Deck { get; init; } = [];

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
        foreach (var card in Deck ?? [])
        {
            if (!FaultPlanRunner.CanDeal(card))
            {
                guard.Fail(nameof(Deck), card, "verbs with an argument that fits them");
            }
        }

        guard.ThrowIfAny("plan");
    }
}
