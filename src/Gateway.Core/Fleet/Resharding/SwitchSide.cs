using Gateway.Core.Driver;

namespace Gateway.Core.Fleet.Resharding;

/// <summary>The old shards' view of a switch. What looked at their events before, as a count of guilds, still does.</summary>
internal sealed class OldSide(GuildSwitch guilds, IDispatchFilter? before) : IDispatchFilter
{
    public IDispatchFilter? Before => before;

    public Sifted Sift(in Dispatch dispatch)
    {
        before?.Sift(dispatch);
        return guilds.SiftOld(dispatch);
    }
}

/// <summary>The new shards' view of a switch.</summary>
internal sealed class NewSide(GuildSwitch guilds, IDispatchFilter? after) : IDispatchFilter
{
    /// <summary>What goes on to look at their events.</summary>
    public IDispatchFilter? After => after;

    public Sifted Sift(in Dispatch dispatch)
    {
        after?.Sift(dispatch);
        return guilds.SiftNew(dispatch);
    }
}
