using Gateway.Core;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Clients;

/// <summary>The bot's handler: writes down what comes. For tests it can skip one event of shard 0, or take one twice.</summary>
internal sealed class FleetHandler(FleetLedgers ledgers, Sabotage sabotage) : IDispatchHandler
{
    /// <summary>Late enough to be in the middle of traffic, early enough for a run of seconds.</summary>
    private const int Victim = 150;
    private int _count;

    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        var isVictim = sabotage != Sabotage.None && dispatch.Shard.Index == 0 && ++_count == Victim;
        if (!isVictim || sabotage != Sabotage.Skip)
        {
            ledgers.Record(dispatch);
        }

        if (isVictim && sabotage == Sabotage.Duplicate)
        {
            ledgers.Record(dispatch);
        }

        return ValueTask.CompletedTask;
    }
}
