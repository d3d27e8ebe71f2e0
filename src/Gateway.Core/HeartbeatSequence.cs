namespace Gateway.Core;

/// <summary>Which sequence heartbeats tell the gateway.</summary>
public enum HeartbeatSequence
{
    /// <summary>Of the last event received, as Discord describes it.</summary>
    Received,

    /// <summary>
    /// Of the last event that the handler has finished: for a gateway that forgets what it was told of. Discord documents no such use.
    /// </summary>
    Handled,
}
