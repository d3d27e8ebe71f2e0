using Gateway.Core;
using Gateway.Core.Machine;
using StressBot.Account;
using StressBot.Reporting;

namespace StressBot.Running;

/// <summary>All shards of a run.</summary>
internal sealed class ShardSet(IReadOnlyList<ShardRunner> shards)
{
    public IReadOnlyList<ShardRunner> All => shards;

    public long Received => shards.Sum(s => s.Ledger.Received);

    public int Ready => shards.Count(s => s.Status.State == ShardStateKind.Ready);

    public long Resumes => shards.Sum(s => s.Resumes);

    public long Identifies => shards.Sum(s => s.Identifies);

    public void Start()
    {
        foreach (var shard in shards)
        {
            shard.Start();
        }
    }

    public ClientAccount Account() => new([.. shards.Select(s => s.Ledger.Snapshot())]);

    public IReadOnlyList<ShardFigures> Figures(MetricsCollector metrics) =>
        [.. shards.Select(s => new ShardFigures(s.Ledger.Shard, s.Identifies, s.Resumes, metrics.EndingsOf(s.Ledger.Shard)))];

    /// <summary>Stops all at once; what was wrong with any end.</summary>
    public async Task<IReadOnlyList<string>> StopAsync(bool keepSession)
    {
        var faults = await Task.WhenAll(shards.Select(s => s.StopAsync(keepSession))).ConfigureAwait(false);
        return [.. faults.SelectMany(f => f)];
    }
}
