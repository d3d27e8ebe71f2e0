using System.Globalization;
using System.Text.Json;
using Gateway.Core;

namespace StressBot.Resharding;

/// <summary>Writes down the numbers of events, and whether one that came again was marked.</summary>
internal sealed class NumberedLedger : IDispatchHandler
{
    private readonly Lock _gate = new();
    private readonly HashSet<long> _numbers = [];
    private readonly Dictionary<(ulong Guild, int ShardCount), long> _last = [];

    /// <summary>Different numbers.</summary>
    public int Received
    {
        get
        {
            lock (_gate)
            {
                return _numbers.Count;
            }
        }
    }

    /// <summary>Events that came again with the mark, as they may.</summary>
    public int MarkedDuplicates { get; private set; }

    /// <summary>Events that came again without it.</summary>
    public int UnmarkedDuplicates { get; private set; }

    /// <summary>Events of a guild behind a later one, from shards of one count.</summary>
    public int OutOfOrder { get; private set; }

    /// <summary>How many of these numbers never came.</summary>
    public long LostOf(IReadOnlyList<long[]> sent)
    {
        lock (_gate)
        {
            var lost = 0L;
            foreach (var range in sent)
            {
                for (var number = range[0]; number <= range[1]; number++)
                {
                    lost += _numbers.Contains(number) ? 0 : 1;
                }
            }

            return lost;
        }
    }

    public ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        if (dispatch.Name == "MESSAGE_CREATE")
        {
            using var document = JsonDocument.Parse(dispatch.Data);
            if (document.RootElement.TryGetProperty("number", out var number))
            {
                var guild = ulong.Parse(document.RootElement.GetProperty("guild_id").GetString()!, CultureInfo.InvariantCulture);
                Record(number.GetInt64(), guild, dispatch.Shard.Count, dispatch.PossibleDuplicate);
            }
        }

        return ValueTask.CompletedTask;
    }

    public void Record(long number, ulong guild, int shardCount, bool isMarked)
    {
        lock (_gate)
        {
            if (!_numbers.Add(number))
            {
                MarkedDuplicates += isMarked ? 1 : 0;
                UnmarkedDuplicates += isMarked ? 0 : 1;
            }

            var place = (guild, shardCount);
            OutOfOrder += _last.GetValueOrDefault(place) > number ? 1 : 0;
            _last[place] = number;
        }
    }
}
