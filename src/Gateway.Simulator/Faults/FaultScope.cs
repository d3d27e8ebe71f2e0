namespace Gateway.Simulator.Faults;

/// <summary>What a fault takes hold of, and with that which targets make sense for it.</summary>
public enum FaultScope
{
    /// <summary>Connections that are open now. Any target.</summary>
    Connection,

    /// <summary>Sessions that live now, attached or not. Any target.</summary>
    Session,

    /// <summary>Connections that come next. All, or one shard id where the verb has a parameter <c>shard</c>.</summary>
    NextConnections,

    /// <summary>HTTP calls that come next. All only.</summary>
    Http,

    /// <summary>The server as a whole. All only.</summary>
    Server,
}
