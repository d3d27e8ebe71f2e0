namespace Gateway.Simulator;

/// <summary>Whom a dispatch or a fault concerns.</summary>
public readonly record struct Target
{
    private readonly int? _connection;
    private readonly int? _shard;
    private readonly string? _session;

    private Target(int? connection, int? shard, string? session)
    {
        _connection = connection;
        _shard = shard;
        _session = session;
    }

    /// <summary>Everyone: all open connections, or all living sessions.</summary>
    public static Target All => default;

    /// <summary>One connection, by the id the server gave it.</summary>
    public static Target Connection(int connectionId) => new(connectionId, null, null);

    /// <summary>Every connection or session of a shard id, whatever its shard count.</summary>
    public static Target Shard(int shardIndex) => new(null, shardIndex, null);

    /// <summary>One session, and the connection it is attached to.</summary>
    public static Target Session(string sessionId) => new(null, null, sessionId);

    /// <inheritdoc/>
    public override string ToString() => this switch
    {
        { _connection: { } id } => $"connection {id}",
        { _shard: { } index } => $"shard {index}",
        { _session: { } id } => $"session {id}",
        _ => "all",
    };

    internal bool Covers(Server.ClientConnection connection)
        => (_connection is null || _connection == connection.Id)
        && (_shard is null || _shard == connection.Shard?.Index)
        && (_session is null || _session == connection.Session?.Id);

    internal bool Covers(Server.Session session)
        => (_connection is null || _connection == session.Attached?.Id)
        && (_shard is null || _shard == session.Shard.Index)
        && (_session is null || _session == session.Id);
}
