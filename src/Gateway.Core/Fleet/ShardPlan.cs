namespace Gateway.Core.Fleet;

/// <summary>Which shards a <see cref="ShardManager"/> runs: all, a range or a list, of a count that is fixed or recommended.</summary>
/// <remarks>Immutable. Processes that share a bot each have a plan of their own, with the same fixed count.</remarks>
public sealed class ShardPlan
{
    // Discord's largest bots have some thousands; more is a mistake, and would be a table of a gigabyte.
    private const int MaxCount = 1_000_000;
    private readonly IReadOnlyList<int>? _indices;

    private ShardPlan(int? count, IReadOnlyList<int>? indices)
    {
        Count = count;
        _indices = indices;
    }

    /// <summary>All shards, as many as Get Gateway Bot recommends when the run begins. The default.</summary>
    public static ShardPlan Recommended { get; } = new(null, null);

    /// <summary>How many shards the bot has in all; null when it is asked for.</summary>
    public int? Count { get; }

    /// <summary>All shards of a fixed count.</summary>
    /// <param name="count">1 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public static ShardPlan All(int count) => new(Checked(count), null);

    /// <summary>The shards from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    /// <param name="first">0 to <paramref name="last"/>.</param>
    /// <param name="last">At most <paramref name="count"/> − 1.</param>
    /// <param name="count">How many shards the bot has in all, 1 to 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range.</exception>
    public static ShardPlan Range(int first, int last, int count)
    {
        Checked(count);
        if (last < 0 || last >= count)
        {
            throw new ArgumentOutOfRangeException(nameof(last), last, $"The last shard is {last}. Allowed: 0 to {count - 1}.");
        }

        if (first < 0 || first > last)
        {
            throw new ArgumentOutOfRangeException(nameof(first), first, $"The first shard is {first}. Allowed: 0 to {last}.");
        }

        return new ShardPlan(count, [.. Enumerable.Range(first, last - first + 1)]);
    }

    /// <summary>These shards, started in this order.</summary>
    /// <param name="indices">At least one; each 0 to <paramref name="count"/> − 1, none twice.</param>
    /// <param name="count">How many shards the bot has in all, 1 to 1,000,000.</param>
    /// <exception cref="ArgumentException">An index is out of range, or comes twice, or there is none.</exception>
    public static ShardPlan List(IEnumerable<int> indices, int count)
    {
        ArgumentNullException.ThrowIfNull(indices);
        Checked(count);
        int[] list = [.. indices];
        if (list.Length == 0)
        {
            throw new ArgumentException("The list is empty. Allowed: at least one shard.", nameof(indices));
        }

        foreach (var index in list)
        {
            if (index < 0 || index >= count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), index, $"A shard is {index}. Allowed: 0 to {count - 1}.");
            }
        }

        if (list.GroupBy(i => i).FirstOrDefault(g => g.Skip(1).Any()) is { } twice)
        {
            throw new ArgumentException($"Shard {twice.Key} is in the list more than once. Allowed: once.", nameof(indices));
        }

        return new ShardPlan(count, list);
    }

    /// <summary>As in <c>3 of 16</c>.</summary>
    public override string ToString() =>
        $"{(_indices is null ? "all" : _indices.Count)} of {(Count is { } count ? count : "the recommended")} shards";

    internal IEnumerable<int> IndicesOf(int count) => _indices ?? Enumerable.Range(0, count);

    private static int Checked(int count) => count is >= 1 and <= MaxCount
        ? count
        : throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of shards is {count}. Allowed: 1 to {MaxCount}.");
}
