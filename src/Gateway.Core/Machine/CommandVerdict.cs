namespace Gateway.Core.Machine;

/// <summary>Whether a command may be written.</summary>
public enum CommandVerdict
{
    /// <summary>It is counted: write it now.</summary>
    Send,

    /// <summary>The send limit of the connection says later.</summary>
    Wait,

    /// <summary>The shard is not Ready.</summary>
    NotReady,
}
