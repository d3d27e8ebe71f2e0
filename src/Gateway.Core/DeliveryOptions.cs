namespace Gateway.Core;

/// <summary>Where the handler runs.</summary>
public enum DeliveryMode
{
    /// <summary>
    /// On the reader, with no queue and no thread hop in between. Until the handler returns nothing is read from the
    /// socket; heartbeats go out all the same.
    /// </summary>
    Inline,

    /// <summary>Behind a bounded queue: the reader goes on while the handler works.</summary>
    Queued,
}

/// <summary>What happens when the queue is full.</summary>
public enum QueueOverflow
{
    /// <summary>Reading stops until there is room. TCP slows the gateway down; nothing is lost unless it gives us up.</summary>
    Wait,

    /// <summary>The connection is closed, and the session resumed once the queue is half empty: the gateway keeps what we cannot take.</summary>
    Reconnect,

    /// <summary>The newest event is dropped and counted.</summary>
    DropNewest,
}

/// <summary>How events get to the handler.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Where the handler runs. Default <see cref="DeliveryMode.Queued"/>.</summary>
    public DeliveryMode Mode { get; init; } = DeliveryMode.Queued;

    /// <summary>How many events the queue holds. 1 to 10,000,000, default 10,000.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>How many bytes the queued events may have together. At least 65,536, default 64 MiB. One event may exceed it.</summary>
    public long QueueBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>What happens when it is full. Default <see cref="QueueOverflow.Wait"/>.</summary>
    public QueueOverflow Overflow { get; init; } = QueueOverflow.Wait;
}
