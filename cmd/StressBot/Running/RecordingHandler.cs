using Gateway.Core;
using StressBot.Account;

namespace StressBot.Running;

/// <summary>The bot's handler: writes down what comes.</summary>
internal sealed class RecordingHandler(ShardLedger ledger) : IDispatchHandler
{
    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        ledger.Record(dispatch);
        return ValueTask.CompletedTask;
    }
}
