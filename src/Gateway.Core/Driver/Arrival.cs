namespace Gateway.Core.Driver;

/// <summary>
/// The event between the machine, whose cursor is past it, and the delivery, which does not have it yet: not handled, however
/// the cursor stands. Set and read under the driver's lock; cleared by the reader alone.
/// </summary>
internal sealed class Arrival
{
    private string? _sessionId;
    private long _sequence; // 0: none.

    public void Set(string? sessionId, long sequence)
    {
        _sessionId = sessionId;
        Volatile.Write(ref _sequence, sequence);
    }

    public void Clear() => Volatile.Write(ref _sequence, 0);

    /// <summary>Its sequence, if it is of this session; null when there is none.</summary>
    public long? Of(string? sessionId)
    {
        var sequence = Volatile.Read(ref _sequence);
        return sequence != 0 && _sessionId == sessionId ? sequence : null;
    }
}
