namespace Gateway.Core.Transport;

/// <summary>What <see cref="ITransportConnection.ReceiveAsync"/> received.</summary>
public enum TransportMessageKind
{
    /// <summary>A complete text message was written to the destination.</summary>
    Text,

    /// <summary>A complete binary message was written to the destination.</summary>
    Binary,

    /// <summary>The peer's close frame. Nothing follows.</summary>
    Close,

    /// <summary>The message is longer than the cap. The rest was not read; the connection has to be dropped.</summary>
    TooLarge,
}

/// <summary>The kind of a received message and, for a close frame, its code and reason.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="CloseCode">The code of a close frame; null for an empty close frame (1005) and for other kinds.</param>
/// <param name="CloseReason">The reason of a close frame, as the peer wrote it; null for other kinds.</param>
public readonly record struct TransportMessage(TransportMessageKind Kind, int? CloseCode = null, string? CloseReason = null);
