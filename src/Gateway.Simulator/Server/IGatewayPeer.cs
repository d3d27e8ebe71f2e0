using Gateway.Simulator.Wire;

namespace Gateway.Simulator.Server;

/// <summary>
/// The front's end of a connection. Called under the server's lock, so no method may block or call back; a front
/// queues and returns.
/// </summary>
internal interface IGatewayPeer : IMessageSink
{
    /// <summary>Bytes sent to the client that have not left for it yet. Safe from any thread.</summary>
    long QueuedBytes { get; }

    /// <summary>Sends messages in one write, each in frames of at most so many bytes.</summary>
    void SendTogether(IReadOnlyList<WireMessage> messages, int maxFrameBytes);

    /// <summary>Puts bytes on the socket that are no frame.</summary>
    void SendUnframed(ReadOnlyMemory<byte> bytes);

    /// <summary>Sends the header of a message of so many bytes. What is sent after it is taken for its body.</summary>
    void Announce(long messageBytes);

    /// <summary>From here on writes so many bytes at a time, with a pause after each; 0 takes it back.</summary>
    void Drip(int bytes, TimeSpan pause);

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
