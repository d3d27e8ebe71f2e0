namespace Gateway.Bench.Server;

/// <summary>The connections that are open. Safe for concurrent use.</summary>
internal sealed class ConnectionSet
{
    private readonly Lock _gate = new();
    private readonly HashSet<BlastConnection> _open = [];

    public void Add(BlastConnection connection)
    {
        lock (_gate)
        {
            _open.Add(connection);
        }
    }

    public void Remove(BlastConnection connection)
    {
        lock (_gate)
        {
            _open.Remove(connection);
        }
    }

    /// <summary>All of them, once there are exactly so many: those of an earlier measurement may not be gone yet.</summary>
    public IReadOnlyList<BlastConnection> Await(int count)
    {
        BlastConnection[] all = [];
        SpinWait.SpinUntil(() =>
        {
            lock (_gate)
            {
                all = _open.Count == count ? [.. _open] : [];
            }

            return all.Length == count;
        });
        return all;
    }
}
