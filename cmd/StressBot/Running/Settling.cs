using System.Diagnostics;
using StressBot.Clients;
using StressBot.Simulation;

namespace StressBot.Running;

/// <summary>
/// After traffic and faults have stopped: waits until every shard is Ready and has all that was sent to its session.
/// What is missing when the time is up is lost.
/// </summary>
internal sealed class Settling(ISimulation simulation, IBotClient client)
{
    /// <summary>A half-open connection found at the last moment (4 s, with many shards 20 s), an op 9 (5 s), an identify behind its bucket (5 s), and room.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    /// <summary>Time for an event that comes twice to come the second time.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(300);

    public async Task WaitAsync()
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Deadline && !await IsSettledAsync().ConfigureAwait(false))
        {
            await Task.Delay(100).ConfigureAwait(false);
        }

        await Task.Delay(Aftermath).ConfigureAwait(false);
    }

    private async Task<bool> IsSettledAsync()
    {
        var state = await simulation.GetStateAsync().ConfigureAwait(false);
        var shards = (await client.GetStateAsync().ConfigureAwait(false)).Shards;
        return shards.All(shard => shard.HasEnded
            || (shard is { IsReady: true, Session: not null }
                && state.LastSent.TryGetValue(shard.Session, out var last)
                && last == shard.Sequence));
    }
}
