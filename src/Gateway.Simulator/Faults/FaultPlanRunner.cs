using Gateway.Simulator.Server;

namespace Gateway.Simulator.Faults;

/// <summary>Deals the cards of a plan to random shards that are up, and takes its steps when they are due.</summary>
internal sealed class FaultPlanRunner(ServerState state, GatewayFaults faults)
{
    /// <summary>How soon a card is tried again when no shard was up to take it.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly Queue<FaultOrder> _dealt = new();
    private FaultPlan _plan = FaultPlan.None;
    private Random _random = new(0);
    private int _runs;

    public void Start(FaultPlan plan, TimeSpan now)
    {
        _plan = plan;
        _random = new Random(plan.Seed);
        _dealt.Clear();
        var run = ++_runs;
        if (plan.Deck.Count > 0)
        {
            state.Agenda.At(now + plan.StartAfter, due => Next(run, due));
        }

        foreach (var step in plan.Steps)
        {
            state.Agenda.At(now + step.At, _ => TakeStep(run, step));
        }
    }

    private void TakeStep(int run, FaultStep step)
    {
        if (run == _runs)
        {
            faults.Apply(step.Order);
        }
    }

    /// <summary>A card for all is one for the shard that chance has chosen, if its verb is about a shard that is up.</summary>
    private void Apply(FaultOrder card, Target chosen)
    {
        var concernsOne = FaultCatalog.Of(card.Verb).Scope is FaultScope.Connection or FaultScope.Session;
        faults.Apply(concernsOne && card.Target == Target.All ? card with { Target = chosen } : card);
    }

    private void Next(int run, TimeSpan now)
    {
        if (run != _runs)
        {
            return;
        }

        var up = state.Connections.All.Where(c => c.IsHealthy && !c.IsMuted && c.Session is not null).ToArray();
        var wait = Retry;
        if (up.Length > 0)
        {
            var card = NextCard();
            Apply(card, Target.Connection(up[_random.Next(up.Length)].Id));
            wait = _plan.MeanInterval * (0.5 + _random.NextDouble());
        }

        state.Agenda.At(now + wait, due => Next(run, due));
    }

    private FaultOrder NextCard()
    {
        if (_dealt.Count == 0)
        {
            var deck = _plan.Deck.ToArray();
            _random.Shuffle(deck);
            foreach (var card in deck)
            {
                _dealt.Enqueue(card);
            }
        }

        return _dealt.Dequeue();
    }
}
