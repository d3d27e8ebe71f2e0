using Gateway.Core;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Clients;

/// <summary>The bot's handler: writes down what comes. For tests it can skip one event of shard 0, or take one twice.</summary>
/// <param name="ledgers">Where it is written down.</param>
/// <param name="sabotage">What it gets wrong.</param>
/// <param name="isSlow">Whether it takes its time now and then, so that a kill finds events that were received and not handled.</param>
internal sealed class FleetHandler(FleetLedgers ledgers, Sabotage sabotage, bool isSlow = false) : IDispatchHandler
{
    /// <summary>Late enough to be in the middle of traffic, early enough for a run of seconds.</summary>
    private const int Victim = 150;

    private const int SlowEvery = 16;
    private static readonly TimeSpan SlowFor = TimeSpan.FromMilliseconds(30);
    private int _count;

    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        if (isSlow && dispatch.Sequence % SlowEvery == 0)
        {
            return HandleLaterAsync(dispatch);
        }

        Handle(dispatch);
        return ValueTask.CompletedTask;
    }

    private async ValueTask HandleLaterAsync(Dispatch dispatch)
    {
        await Task.Delay(SlowFor, CancellationToken.None).ConfigureAwait(false);
        Handle(dispatch);
    }

    private void Handle(in Dispatch dispatch)
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
    }
}
