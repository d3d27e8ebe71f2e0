namespace Gateway.Core.Protocol;

/// <summary>The outer map of a payload, read from bytes that the caller keeps.</summary>
public readonly struct GatewayEnvelope
{
    /// <summary>Makes an envelope.</summary>
    public GatewayEnvelope(int opcode, long? sequence, DispatchEventInfo? knownEvent, string? eventName, int dataStart, int dataLength)
    {
        Opcode = opcode;
        Sequence = sequence;
        Event = knownEvent;
        EventName = eventName;
        DataStart = dataStart;
        DataLength = dataLength;
    }

    /// <summary>The opcode, documented or not.</summary>
    public int Opcode { get; }

    /// <summary>The sequence; null when it was null or missing.</summary>
    public long? Sequence { get; }

    /// <summary>The event, when it is one of the documented ones.</summary>
    public DispatchEventInfo? Event { get; }

    /// <summary>The name of the event; null when it was null or missing.</summary>
    public string? EventName { get; }

    /// <summary>Where the body <c>d</c> begins in the payload.</summary>
    public int DataStart { get; }

    /// <summary>The length of the body in bytes; 0 when it was missing.</summary>
    public int DataLength { get; }

    /// <summary>The body: one JSON value, or empty when it was missing.</summary>
    public ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> payload) => payload.Slice(DataStart, DataLength);
}

/// <summary>How reading an envelope went.</summary>
public enum EnvelopeStatus
{
    /// <summary>All of it was read.</summary>
    Ok,

    /// <summary>The opcode and what else came before the fault were read, the rest is broken. A sequence counts all the same.</summary>
    BodyBroken,

    /// <summary>It is no payload.</summary>
    Malformed,
}
