namespace StressBot.Clients;

/// <summary>How the bot is, at one moment.</summary>
internal sealed record ClientState
{
    public required long Received { get; init; }

    public required long Resumes { get; init; }

    public required long Identifies { get; init; }

    public required long Reconnects { get; init; }

    public required IReadOnlyList<ShardCursor> Shards { get; init; }

    public int Ready => Shards.Count(s => s.IsReady);
}

/// <summary>How far one shard is.</summary>
/// <param name="Shard">Its index.</param>
/// <param name="IsReady">Whether it is Ready.</param>
/// <param name="HasEnded">Whether it has ended and will not run again.</param>
/// <param name="Session">Its session; null before the first READY.</param>
/// <param name="Sequence">The highest sequence that its handler was given in it.</param>
/// <param name="ResumedAt">When its last RESUMED came, as <see cref="Account.ShardLedger.ResumedAt"/>.</param>
internal sealed record ShardCursor(int Shard, bool IsReady, bool HasEnded, string? Session, long Sequence, long ResumedAt);
