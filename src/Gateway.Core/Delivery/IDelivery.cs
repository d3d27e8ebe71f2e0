namespace Gateway.Core.Delivery;

/// <summary>What the reader does with a dispatch. Two forms: inline and queued.</summary>
internal interface IDelivery
{
    /// <summary>A message to receive into.</summary>
    PooledMessage TakeMessage();

    /// <summary>Gives a message back that holds no dispatch.</summary>
    void Return(PooledMessage message);

    /// <summary>Takes over the message, and completes when the reader may go on. Never throws.</summary>
    /// <returns>False: the connection has to be given up, because the queue is full.</returns>
    ValueTask<bool> DeliverAsync(Dispatch dispatch, PooledMessage message, string? sessionId);

    /// <summary>Nothing is at hand on the socket.</summary>
    void OnReaderIdle();

    /// <summary>Whether memory is held for events to come that <see cref="Trim"/> may give back.</summary>
    bool HoldsMemory { get; }

    /// <summary>A timer has come round: memory that was not needed since the last time goes.</summary>
    /// <returns>Whether there is more that may go next time.</returns>
    bool Trim();

    /// <summary>Whether the reader waits for the handler, or for room in the queue.</summary>
    bool HoldsReader { get; }

    /// <summary>Events that were received and not yet given to the handler.</summary>
    int Waiting { get; }

    /// <summary>The least sequence of a session that the handler was not yet given; null when it was given all.</summary>
    long? FirstUndelivered(string sessionId);

    /// <summary>The least sequence of a session that the handler has not yet finished; null when it has finished all.</summary>
    long? FirstUnfinished(string sessionId);
}
