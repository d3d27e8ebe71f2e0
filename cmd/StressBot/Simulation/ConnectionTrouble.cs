using Gateway.Simulator.Faults;

namespace StressBot.Simulation;

/// <summary>
/// What a fault plan cannot do, because it deals with shards that are up: trouble for the connection that comes next,
/// at every stage of its way to Ready. Part of the heavy faults.
/// </summary>
internal sealed class ConnectionTrouble : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly Queue<Action<ConnectionRules>> _dealt = new();
    private readonly Random _random;
    private readonly ConnectionRules _rules;
    private readonly Timer _timer;
    private bool _stopped;

    public ConnectionTrouble(ConnectionRules rules, int seed)
    {
        _rules = rules;
        _random = new Random(seed);
        _timer = new Timer(_ => Next(), null, Interval, Interval);
    }

    private static Action<ConnectionRules>[] Deck =>
    [
        r => r.RefuseUpgrade(503, count: 1),
        r => r.RefuseUpgrade(429, TimeSpan.FromSeconds(1), count: 1),
        r => r.DropUpgrade(count: 1),
        r => r.DelayHello(TimeSpan.FromMilliseconds(700), count: 1),
        r => r.WithholdHello(count: 1),
        r => r.ReconnectInsteadOfHello(count: 1),
        r => r.WithholdReady(count: 1),
        r => r.WithholdResumed(count: 1),
        r => r.CloseAfterResume(4000, count: 1),
        r => r.NeverAnswerClose(count: 1),
    ];

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
            _rules.Clear();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Next()
    {
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            if (_dealt.Count == 0)
            {
                var deck = Deck;
                _random.Shuffle(deck);
                Array.ForEach(deck, _dealt.Enqueue);
            }

            // One at a time: those that nobody met would pile up and come all at once.
            _rules.Clear();
            _dealt.Dequeue()(_rules);
        }
    }
}
