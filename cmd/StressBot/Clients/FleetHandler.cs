using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Core;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Clients;

/// <summary>The bot's handler: writes down what comes. For tests it can skip one event of shard 0, or take one twice.</summary>
/// <param name="ledgers">Where it is written down.</param>
/// <param name="sabotage">What it gets wrong.</param>
/// <param name="isSlow">
/// Whether each shard's handler is held up now and then, for longer than the library waits to save what was handled: a kill finds events that
/// were saved as received at best.
/// </param>
internal sealed class FleetHandler(FleetLedgers ledgers, Sabotage sabotage, bool isSlow = false) : IDispatchHandler
{
    /// <summary>Late enough to be in the middle of traffic, early enough for a run of seconds.</summary>
    private const int Victim = 150;

    private static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan SlowEvery = TimeSpan.FromSeconds(2.5);
    private readonly ConcurrentDictionary<int, long> _lastSlow = new();
    private int _count;

    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        if (isSlow && Stopwatch.GetElapsedTime(_lastSlow.GetOrAdd(dispatch.Shard.Index, static _ => Stopwatch.GetTimestamp())) >= SlowEvery)
        {
            return HandleLaterAsync(dispatch);
        }

        Handle(dispatch);
        return ValueTask.CompletedTask;
    }

    private async ValueTask HandleLaterAsync(Dispatch dispatch)
    {
        await Task.Delay(SlowFor, CancellationToken.None).ConfigureAwait(false);
        _lastSlow[dispatch.Shard.Index] = Stopwatch.GetTimestamp();
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
