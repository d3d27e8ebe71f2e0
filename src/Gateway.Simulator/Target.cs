using System.Globalization;
using Gateway.Simulator.Server;

namespace Gateway.Simulator;

/// <summary>Whom a dispatch or a fault concerns.</summary>
public readonly record struct Target
{
    private readonly TargetParts _parts;
    private readonly IReadOnlyList<ShardKey>? _chosen;

    private Target(TargetParts parts, IReadOnlyList<ShardKey>? chosen = null)
    {
        _parts = parts;
        _chosen = chosen;
    }

    /// <summary>Everyone: all open connections, or all living sessions.</summary>
    public static Target All => default;

    /// <summary>What it was made of.</summary>
    internal TargetParts Parts => _parts;

    /// <summary>One connection, by the id the server gave it.</summary>
    public static Target Connection(int connectionId) => new(new TargetParts { Connection = connectionId });

    /// <summary>Every connection or session of a shard id, whatever its shard count.</summary>
    public static Target Shard(int shardIndex) => new(new TargetParts { Shard = shardIndex });

    /// <summary>Every connection or session of a shard id with that shard count.</summary>
    public static Target Shard(ShardKey shard) => new(new TargetParts { Shard = shard.Index, ShardCount = shard.Count });

    /// <summary>One session, and the connection it is attached to.</summary>
    public static Target Session(string sessionId) => new(new TargetParts { Session = sessionId });

    /// <summary>So many of the shards that have a living session, by chance (from the server's seed); all of them if there are fewer.</summary>
    /// <param name="count">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public static Target Shards(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new(new TargetParts { HowMany = count });
    }

    /// <summary>A part of the shards that have a living session, by chance (from the server's seed); rounded up.</summary>
    /// <param name="fraction">Above 0, at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is out of range.</exception>
    public static Target Fraction(double fraction)
    {
        if (!(fraction is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Above 0, at most 1.");
        }

        return new(new TargetParts { Fraction = fraction });
    }

    /// <inheritdoc/>
    public override string ToString() => _parts switch
    {
        { Connection: { } id } => $"connection {id}",
        { Shard: { } index, ShardCount: { } count } => $"shard {index}/{count}",
        { Shard: { } index } => $"shard {index}",
        { Session: { } id } => $"session {id}",
        { HowMany: { } count } => $"{count} shards",
        { Fraction: { } fraction } => string.Create(CultureInfo.InvariantCulture, $"{fraction} of the shards"),
        _ => "all",
    };

    /// <summary>Chooses the shards, where chance has to. Only what comes out of here can be asked what it covers.</summary>
    internal Target Resolve(ServerState state)
    {
        if (_parts is { HowMany: null, Fraction: null })
        {
            return this;
        }

        var shards = state.Sessions.Living.Select(s => s.Shard).Distinct().ToArray();
        state.Random.Shuffle(shards);
        var count = _parts.HowMany ?? (int)Math.Ceiling(shards.Length * _parts.Fraction!.Value);
        return new Target(_parts, [.. shards.Take(count)]);
    }

    internal bool Covers(ClientConnection connection)
        => (_parts.Connection is null || _parts.Connection == connection.Id)
        && Covers(connection.Shard)
        && (_parts.Session is null || _parts.Session == connection.Session?.Id);

    internal bool Covers(Session session)
        => (_parts.Connection is null || _parts.Connection == session.Attached?.Id)
        && Covers(session.Shard)
        && (_parts.Session is null || _parts.Session == session.Id);

    private bool Covers(ShardKey? shard)
        => (_parts.Shard is null || _parts.Shard == shard?.Index)
        && (_parts.ShardCount is null || _parts.ShardCount == shard?.Count)
        && (_chosen is null || (shard is { } key && _chosen.Contains(key)));
}

/// <summary>What a target was made of. At most one of the five is set; the shard count only with the shard.</summary>
internal readonly record struct TargetParts(
    int? Connection = null, string? Session = null, int? Shard = null, int? ShardCount = null, int? HowMany = null, double? Fraction = null);
