using Gateway.Core.Driver;

namespace Gateway.Core.Fleet.Resharding;

// What is asked of the shards of both sets.
internal sealed partial class Resharder
{
    /// <summary>Each takes the place of a command, of which a connection has about 110 a minute.</summary>
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(2);

    private ShardEvidence[] EvidenceOf(ShardSet set)
    {
        var evidence = new ShardEvidence[set.Count];
        for (var i = 0; i < set.Count; i++)
        {
            var now = Now; // Before the shard is asked: what it says may be older than it seems, but not younger.
            var member = set.Find(i);
            var shard = member is { IsRunning: true } ? member.Shard : null;
            evidence[i] = new ShardEvidence(member is { IsRunning: true }, shard?.ReadySession, now - shard?.CaughtUpSince());
        }

        return evidence;
    }

    private void Probe(ShardSet set, TimeSpan?[] probedAt, Func<int, bool> asks)
    {
        for (var i = 0; i < set.Count; i++)
        {
            if (set.Find(i)?.Shard is not { IsReady: true } shard)
            {
                probedAt[i] = null; // The next connection has payloads of its own to spare.
            }
            else if (asks(i) && !(Now - probedAt[i] < ProbeEvery))
            {
                probedAt[i] = Now;
                shard.Probe();
            }
        }
    }

    // The old shards' events are dropped by now, so their queues only get shorter. How long that takes is the handler's business.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var last = _old.Members.ToDictionary(m => m, m => m.Shard?.Status.Sequence ?? 0);
        while (last.Any(l => l.Key is { IsRunning: true, Shard: { } shard } && shard.ExportHandled() is { } session && session.Sequence < l.Value))
        {
            await Pause.ForAsync(Tick, _context.TimeProvider, _context.Scheduler, cancellationToken).ConfigureAwait(false);
        }
    }

    // Their sessions end with them: nobody will resume them.
    private static async Task EndAsync(ShardSet set)
    {
        set.Close();
        var members = set.Members;
        Task[] ends = [.. members.Select(m => m.EndedAsync())];
        Task[] stops = [.. members.Select(m => m.StopAsync(keepSession: false))];
        foreach (var task in stops.Concat(ends))
        {
            await task.ConfigureAwait(false);
        }
    }
}
