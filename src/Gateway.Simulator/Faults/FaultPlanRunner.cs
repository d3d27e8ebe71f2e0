using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.Traffic;

namespace Gateway.Simulator.Faults;

/// <summary>Deals the cards of a plan to random shards that are up.</summary>
internal sealed class FaultPlanRunner(ServerState state, GatewayFaults faults)
{
    /// <summary>How soon a card is tried again when no shard was up to take it.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly Queue<FaultCard> _dealt = new();
    private FaultPlan _plan = FaultPlan.None;
    private Random _random = new(0);
    private int _runs;

    public static bool CanDeal(FaultCard card) => card.Verb switch
    {
        FaultVerb.Close => CloseCodes.CanBeSent(card.Argument),
        FaultVerb.RequestHeartbeat or FaultVerb.DropAcks or FaultVerb.Duplicate => card.Argument > 0,
        FaultVerb.SkipSequence or FaultVerb.NullSequence => card.Argument > 0,
        FaultVerb.HugePayload => card.Argument >= SamplePayloads.MinMessageBytes,
        FaultVerb.Raw or FaultVerb.StopReading or FaultVerb.RetireResumeHost => false,
        _ => Enum.IsDefined(card.Verb),
    };

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
            Deal(NextCard(), Target.Connection(up[_random.Next(up.Length)].Id));
            wait = _plan.MeanInterval * (0.5 + _random.NextDouble());
        }

        state.Agenda.At(now + wait, due => Next(run, due));
    }

    private FaultCard NextCard()
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

    private int Deal(FaultCard card, Target target) => card.Verb switch
    {
        FaultVerb.Reset => faults.Reset(target),
        FaultVerb.Close => faults.Close(target, card.Argument),
        FaultVerb.CloseWithoutFrame => faults.CloseWithoutFrame(target),
        FaultVerb.Reconnect => faults.SendReconnect(target),
        FaultVerb.InvalidateResumable => faults.InvalidateSession(target, resumable: true),
        FaultVerb.Invalidate => faults.InvalidateSession(target, resumable: false),
        FaultVerb.InvalidateGarbage => faults.SendInvalidSession(target, "{\"resume\":\"maybe\"}"),
        FaultVerb.RequestHeartbeat => faults.RequestHeartbeat(target, card.Argument),
        FaultVerb.DropAcks => faults.DropAcks(target, card.Argument),
        FaultVerb.HalfOpen => faults.HalfOpen(target),
        FaultVerb.Malformed => faults.SendMalformed(target),
        FaultVerb.Duplicate => faults.DuplicateNext(target, card.Argument),
        FaultVerb.SkipSequence => faults.SkipSequence(target, card.Argument),
        FaultVerb.NullSequence => faults.NullSequence(target, card.Argument),
        FaultVerb.HugePayload => faults.HugePayload(target, card.Argument),
        FaultVerb.Expire => faults.Expire(target),
        _ => 0,
    };
}
