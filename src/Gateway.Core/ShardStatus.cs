using Gateway.Core.Driver;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core;

/// <summary>How a shard is at one moment.</summary>
public sealed record ShardStatus
{
    /// <summary>Which shard.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>The state.</summary>
    public required ShardStateKind State { get; init; }

    /// <summary>What led to it; null before the first transition.</summary>
    public ShardTransition? LastTransition { get; init; }

    /// <summary>The number of the last connection dialed; 0 before the first.</summary>
    public required int Connection { get; init; }

    /// <summary>When the shard will do something of its own accord; null when it waits for the gate, a permit or a consumer, or has ended.</summary>
    public DateTimeOffset? NextDeadlineAt { get; init; }

    /// <summary>Since when it waits for the identify limiter, which may take as long as it likes; null when it does not.</summary>
    public DateTimeOffset? AwaitsIdentifyPermitSince { get; init; }

    /// <summary>Since when it waits for the connect gate, which may take as long as it likes; null when it does not.</summary>
    public DateTimeOffset? AwaitsConnectSince { get; init; }

    /// <summary>From the last heartbeat of this connection to its ACK; null before the first.</summary>
    public TimeSpan? LastLatency { get; init; }

    /// <summary>The mean of the last five latencies of this connection; null before the first.</summary>
    public TimeSpan? MeanLatency { get; init; }

    /// <summary>The interval that Hello gave; null without a connection that has come so far.</summary>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>What the last READY said: application, user, guilds; null before the first.</summary>
    public ReadyPayload? Ready { get; init; }

    /// <summary>When that READY came; null before the first.</summary>
    public DateTimeOffset? SessionStartedAt { get; init; }

    /// <summary>The last sequence received in the session; null without one.</summary>
    public long? Sequence { get; init; }

    /// <summary>Events received and not yet given to the handler.</summary>
    public required int QueuedEvents { get; init; }

    /// <summary>Commands that wait to be sent.</summary>
    public required int PendingCommands { get; init; }

    /// <summary>What was counted so far.</summary>
    public required MachineCounters Counters { get; init; }

    internal static ShardStatus Of(ShardDriver driver)
    {
        var utcNow = driver.Options.TimeProvider.GetUtcNow();
        return driver.Read(machine => new ShardStatus
        {
            Shard = driver.Options.Shard,
            State = machine.State,
            LastTransition = driver.LastTransition,
            Connection = machine.ConnectionNumber,
            NextDeadlineAt = machine.NextDeadline is { } at ? utcNow + (at - driver.Now) : null,
            AwaitsIdentifyPermitSince = driver.PermitAwaitedSince is { } since ? utcNow + (since - driver.Now) : null,
            AwaitsConnectSince = driver.ConnectAwaitedSince is { } asked ? utcNow + (asked - driver.Now) : null,
            LastLatency = machine.LastLatency,
            MeanLatency = machine.MeanLatency,
            HeartbeatInterval = machine.HeartbeatInterval,
            Ready = machine.ReadyData,
            SessionStartedAt = machine.ReadyAt is { } readyAt ? utcNow + (readyAt - driver.Now) : null,
            Sequence = machine.CurrentSession?.Sequence,
            QueuedEvents = driver.Delivery?.Waiting ?? 0,
            PendingCommands = driver.PendingCommands,
            Counters = machine.CountersSnapshot,
        });
    }
}
