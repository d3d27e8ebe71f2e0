using Gateway.Core;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Running;

/// <summary>For tests: a client that skips one event, or takes one twice.</summary>
internal sealed class SabotagedHandler(ShardLedger ledger, Sabotage sabotage) : IDispatchHandler
{
    /// <summary>Late enough to be in the middle of traffic, early enough for a run of seconds.</summary>
    private const int Victim = 150;
    private int _count;

    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var isVictim = ++_count == Victim;
        if (!isVictim || sabotage != Sabotage.Skip)
        {
            ledger.Record(dispatch);
        }

        if (isVictim && sabotage == Sabotage.Duplicate)
        {
            ledger.Record(dispatch);
        }

        return ValueTask.CompletedTask;
    }
}
