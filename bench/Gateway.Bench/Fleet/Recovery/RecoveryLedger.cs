using System.Diagnostics;
using Gateway.Core;
using Gateway.Core.Protocol;

namespace Gateway.Bench.Fleet.Recovery;

/// <summary>What the handler of a fleet was given. A shard's events come one at a time; those of different shards do not.</summary>
internal sealed class RecoveryLedger(int shards) : IDispatchHandler
{
    private readonly long[] _last = new long[shards];
    private readonly long[] _resumedAt = new long[shards];
    private long _handled;
    private long _missing;
    private long _twice;
    private int _resumed;

    public long Handled => Interlocked.Read(ref _handled);

    /// <summary>Events that came again.</summary>
    public long Twice => Interlocked.Read(ref _twice);

    /// <summary>How many have resumed.</summary>
    public int Resumed => Volatile.Read(ref _resumed);

    /// <summary>When each RESUMED was handled, in ticks of <see cref="Stopwatch"/>, in order.</summary>
    public IReadOnlyList<long> ResumedAt => [.. _resumedAt.Where(at => at != 0).Order()];

    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _handled);
        var shard = dispatch.Shard.Index;
        var sequence = dispatch.Sequence ?? 0;
        if (dispatch.Name == DispatchEventNames.Resumed && _resumedAt[shard] == 0)
        {
            _resumedAt[shard] = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref _resumed);
        }

        if (dispatch.Name == DispatchEventNames.Ready)
        {
            Volatile.Write(ref _last[shard], sequence);
            return ValueTask.CompletedTask;
        }

        var ahead = sequence - _last[shard];
        if (ahead < 1)
        {
            Interlocked.Increment(ref _twice);
            return ValueTask.CompletedTask;
        }

        Interlocked.Add(ref _missing, ahead - 1);
        Volatile.Write(ref _last[shard], sequence);
        return ValueTask.CompletedTask;
    }

    /// <summary>Events that the server has made for these sessions and that have not come.</summary>
    /// <param name="sent">The last sequence of each shard, as the server has it.</param>
    public long LostOf(IReadOnlyList<long> sent) =>
        Interlocked.Read(ref _missing) + sent.Select((s, shard) => s - Volatile.Read(ref _last[shard])).Sum();
}
