namespace Gateway.Core.Fleet;

/// <summary>
/// What follows for the others when one shard ends by itself: given up by the reconnect policy, ended by its handler, or by a
/// close code that concerns it alone. Codes that concern all (4004, 4010 to 4014) stop the fleet whatever is chosen.
/// </summary>
public enum FatalShardPolicy
{
    /// <summary>The others go on. The shard is reported, and can be restarted.</summary>
    Continue,

    /// <summary>All are stopped, their sessions kept, and the run ends with the error of that shard.</summary>
    StopAll,
}
