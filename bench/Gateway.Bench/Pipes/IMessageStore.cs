namespace Gateway.Bench.Pipes;

/// <summary>Holds messages between the socket and the handler, in order.</summary>
internal interface IMessageStore
{
    /// <summary>How many messages lay in pieces.</summary>
    int Splits { get; set; }

    void Write(ReadOnlySpan<byte> message);

    /// <summary>Reads the oldest in one piece, gives its last byte, and lets go of it.</summary>
    byte Read();
}
