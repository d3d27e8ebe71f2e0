namespace Gateway.Simulator.Server;

/// <summary>
/// The front's end of a connection. Called under the server's lock, so no method may block or call back; a front
/// queues and returns.
/// </summary>
internal interface IGatewayPeer
{
    /// <summary>Bytes sent to the client that have not left for it yet. Safe from any thread.</summary>
    long QueuedBytes { get; }

    /// <summary>Sends one message. The bytes are never written again and may be kept.</summary>
    void Send(ReadOnlyMemory<byte> payload, bool text);

    /// <summary>Sends a close frame behind everything sent so far; without a code it is an empty one.</summary>
    void Close(int? code, string reason);

    /// <summary>Ends the stream behind everything sent so far, without a close frame.</summary>
    void EndWithoutFrame();

    /// <summary>Resets the connection at once. What was not yet on the wire is lost.</summary>
    void Abort();

    /// <summary>Reads nothing any more, so that the client's sends pile up.</summary>
    void StopReading();

    /// <summary>Neither reads nor writes any more, and never answers; the socket stays open.</summary>
    void Freeze();
}
