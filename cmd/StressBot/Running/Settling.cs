using System.Diagnostics;
using Gateway.Core.Machine;
using StressBot.Simulation;

namespace StressBot.Running;

/// <summary>
/// After traffic and faults have stopped: waits until every shard is Ready and has all that was sent to its session.
/// What is missing when the time is up is lost.
/// </summary>
internal sealed class Settling(ISimulation simulation, ShardSet shards)
{
    /// <summary>A half-open connection found at the last moment (4 s), an op 9 (5 s), an identify behind its bucket (5 s), and room.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Time for an event that comes twice to come the second time.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(300);

    public async Task WaitAsync()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Deadline && !await IsSettledAsync().ConfigureAwait(false))
        {
            await Task.Delay(50).ConfigureAwait(false);
        }

        await Task.Delay(Aftermath).ConfigureAwait(false);
    }

    private async Task<bool> IsSettledAsync()
    {
        var state = await simulation.GetStateAsync().ConfigureAwait(false);
        return shards.All.All(shard =>
        {
            var status = shard.Status;
            var (session, sequence) = shard.Ledger.Cursor;
            return status.State == ShardStateKind.Closed
                || (status.State == ShardStateKind.Ready
                    && session is not null
                    && state.LastSent.TryGetValue(session, out var last)
                    && last == sequence);
        });
    }
}
