namespace Gateway.Bench.Memory;

/// <summary>Connections of one kind, all idle.</summary>
internal sealed class IdleSet : IAsyncDisposable
{
    // A process that dials a thousand at once would keep what that took at its peak.
    private const int AtOnce = 8;
    private readonly List<IAsyncDisposable> _connections = [];

    public IReadOnlyList<IAsyncDisposable> Connections => _connections;

    public static async Task<IdleSet> OpenAsync(IdleKind kind, int count, int events, Uri url)
    {
        var set = new IdleSet();
        while (set._connections.Count < count)
        {
            var batch = Math.Min(AtOnce, count - set._connections.Count);
            set._connections.AddRange(await Task.WhenAll(Enumerable.Range(0, batch).Select(_ => kind.OpenAsync(url, events))));
        }

        return set;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}
