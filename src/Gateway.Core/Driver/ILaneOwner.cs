namespace Gateway.Core.Driver;

/// <summary>Who is told what becomes of the items of a lane.</summary>
internal interface ILaneOwner
{
    TimeSpan Now { get; }

    /// <summary>A heartbeat's turn has come: writes its bytes, answers how many.</summary>
    int WriteHeartbeat(Span<byte> destination);

    /// <summary>The item is about to be handed to the socket.</summary>
    void OnWriting(LaneItem item);

    /// <summary>A write is under way: its deadline counts.</summary>
    void OnWriteStarted();

    /// <summary>The socket has taken the item.</summary>
    void OnWritten(LaneItem item);

    /// <summary>The write failed: it may or may not have reached the peer.</summary>
    void OnWriteFailed(LaneItem item, Exception error);

    /// <summary>The item was never handed to the socket.</summary>
    void OnLaneRefused(LaneItem item);
}
