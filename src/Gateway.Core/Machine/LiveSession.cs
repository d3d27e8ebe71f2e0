namespace Gateway.Core.Machine;

/// <summary>The session of a machine. It outlives connections; its sequence only rises.</summary>
internal sealed class LiveSession(string id, Uri? resumeUrl, long sequence, TimeSpan lastByteAt)
{
    private long _sequence = sequence;

    public string Id { get; } = id;

    public Uri? ResumeUrl { get; } = resumeUrl;

    public TimeSpan LastByteAt { get; set; } = lastByteAt;

    public long Sequence
    {
        get => _sequence;
        set => _sequence = value > _sequence
            ? value
            : throw new InvalidOperationException($"The sequence of a session cannot go from {_sequence} to {value}.");
    }

    public SessionSnapshot ToSnapshot() => new(Id, ResumeUrl, Sequence, LastByteAt);
}
