using System.Collections.Concurrent;
using Gateway.Core;
using Gateway.Core.Protocol;

namespace StressBot.Account;

/// <summary>The ledgers of all shards, and which shard each session is of.</summary>
internal sealed class FleetLedgers
{
    private readonly ShardLedger[] _ledgers;
    private readonly ConcurrentDictionary<string, int> _shardOfSession = new();

    /// <param name="shards">How many shards.</param>
    /// <param name="before">What an earlier process wrote down; its sessions go on.</param>
    /// <param name="journal">Where each event is written, too.</param>
    public FleetLedgers(int shards, ClientAccount? before = null, Journal? journal = null)
    {
        var receipts = before?.Shards.ToDictionary(r => r.Shard);
        _ledgers = [.. Enumerable.Range(0, shards).Select(i => new ShardLedger(i, receipts?.GetValueOrDefault(i), journal))];
        foreach (var ledger in _ledgers)
        {
            Note(ledger);
        }
    }

    public ShardLedger this[int shard] => _ledgers[shard];

    public long Received => _ledgers.Sum(l => l.Received);

    public void Record(in Dispatch dispatch)
    {
        var ledger = _ledgers[dispatch.Shard.Index];
        ledger.Record(dispatch);
        if (dispatch.Name == DispatchEventNames.Ready)
        {
            Note(ledger);
        }
    }

    /// <summary>The shard of a session; null when no READY has told of it.</summary>
    public int? ShardOf(string sessionId) => _shardOfSession.TryGetValue(sessionId, out var shard) ? shard : null;

    /// <summary>Goes on with the ledger of another process. Before the shard runs here.</summary>
    public void Continue(ShardReceipts before)
    {
        _ledgers[before.Shard] = new ShardLedger(before.Shard, before);
        Note(_ledgers[before.Shard]);
    }

    private void Note(ShardLedger ledger)
    {
        if (ledger.Cursor.SessionId is { } session)
        {
            _shardOfSession[session] = ledger.Shard;
        }
    }
}
