namespace Gateway.Core.Driver;

/// <summary>What becomes of an event.</summary>
internal enum Sifted
{
    /// <summary>The handler gets it.</summary>
    Deliver,

    /// <summary>The handler gets it, marked: another shard may deliver it too.</summary>
    Mark,

    /// <summary>The handler does not get it. It counts for the sequence as any other.</summary>
    Drop,
}

/// <summary>Looks at every event of a set of shards, in the order of each, on its way to the queue or the handler.</summary>
internal interface IDispatchFilter
{
    /// <summary>Called on the readers of all shards at the same time. Must return quickly and not throw.</summary>
    Sifted Sift(in Dispatch dispatch);
}

/// <summary>The place for a filter that all shards of a set look at. Empty unless something is going on: an event then pays one look.</summary>
internal sealed class DispatchSieve
{
    private volatile IDispatchFilter? _filter;

    public IDispatchFilter? Filter
    {
        get => _filter;
        set => _filter = value;
    }
}
