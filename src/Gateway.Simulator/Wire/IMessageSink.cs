namespace Gateway.Simulator.Wire;

/// <summary>Where whole messages go.</summary>
internal interface IMessageSink
{
    /// <summary>Sends one message. The bytes are never written again and may be kept.</summary>
    void Send(ReadOnlyMemory<byte> payload, bool text);
}
