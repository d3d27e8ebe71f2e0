using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Diagnostics;

// Every log message of the library. Ids stand in bands and, like the names, never change their meaning:
// 1000 connection, 2000 session, 3000 frames and heartbeats, 4000 delivery, 5000 commands, 9000 the end.
// Never the token, an Identify, a session id or the body of a payload.
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "Shard {Shard}: dialing {Host} as connection {Connection}")]
    public static partial void Dialing(this ILogger logger, ShardId shard, string host, int connection);

    [LoggerMessage(1001, LogLevel.Debug, "Shard {Shard}: connection {Connection} is open")]
    public static partial void Opened(this ILogger logger, ShardId shard, int connection);

    [LoggerMessage(1002, LogLevel.Information, "Shard {Shard}: {From} to {To} because of {Cause}")]
    public static partial void StateChanged(
        this ILogger logger, ShardId shard, ShardStateKind from, ShardStateKind to, TransitionCause cause);

    [LoggerMessage(1003, LogLevel.Information, "Shard {Shard}: connection {Connection} ended, {Ending}; next dial in {RetryIn}, resume: {WillResume}")]
    public static partial void ConnectionEnded(
        this ILogger logger, ShardId shard, int connection, string ending, TimeSpan? retryIn, bool willResume);

    [LoggerMessage(1004, LogLevel.Warning, "Shard {Shard}: could not connect ({Ending}); next dial in {RetryIn}")]
    public static partial void DialFailed(
        this ILogger logger, ShardId shard, string ending, TimeSpan? retryIn, Exception? error);

    [LoggerMessage(1005, LogLevel.Warning, "Shard {Shard}: the gateway closed with {Code} ({Name}), which points to a fault of this client")]
    public static partial void OwnFault(this ILogger logger, ShardId shard, int code, string name);

    [LoggerMessage(2000, LogLevel.Information, "Shard {Shard}: waiting for an identify permit")]
    public static partial void AwaitingPermit(this ILogger logger, ShardId shard);

    [LoggerMessage(2001, LogLevel.Information, "Shard {Shard}: identifying with intents {Intents}")]
    public static partial void Identifying(this ILogger logger, ShardId shard, GatewayIntents intents);

    [LoggerMessage(2002, LogLevel.Information, "Shard {Shard}: resuming after sequence {Sequence}")]
    public static partial void Resuming(this ILogger logger, ShardId shard, long sequence);

    [LoggerMessage(2003, LogLevel.Warning, "Shard {Shard}: the session was given up; the shard will identify")]
    public static partial void SessionDropped(this ILogger logger, ShardId shard);

    [LoggerMessage(2004, LogLevel.Information, "Shard {Shard}: privileged intents are asked for: {Intents}")]
    public static partial void PrivilegedIntents(this ILogger logger, ShardId shard, GatewayIntents intents);

    [LoggerMessage(2005, LogLevel.Information, "Shard {Shard}: these events come whatever the intents: {Events}")]
    public static partial void UngovernedEvents(this ILogger logger, ShardId shard, string events);

    [LoggerMessage(3000, LogLevel.Debug, "Shard {Shard}: received op {Opcode} {Event} s={Sequence}, {Bytes} bytes")]
    public static partial void Received(
        this ILogger logger, ShardId shard, int opcode, string? @event, long? sequence, int bytes);

    [LoggerMessage(3001, LogLevel.Debug, "Shard {Shard}: sent {What}, {Bytes} bytes")]
    public static partial void Sent(this ILogger logger, ShardId shard, string what, int bytes);

    [LoggerMessage(3002, LogLevel.Warning, "Shard {Shard}: a payload could not be decoded or makes no sense here ({Note}), {Bytes} bytes")]
    public static partial void BadFrame(this ILogger logger, ShardId shard, FrameNote note, int bytes);

    [LoggerMessage(3003, LogLevel.Information, "Shard {Shard}: opcode {Opcode} is unknown and ignored")]
    public static partial void UnknownOpcode(this ILogger logger, ShardId shard, int opcode);

    [LoggerMessage(3004, LogLevel.Warning, "Shard {Shard}: events are missing before sequence {Sequence}")]
    public static partial void SequenceGap(this ILogger logger, ShardId shard, long sequence);

    [LoggerMessage(3005, LogLevel.Warning, "Shard {Shard}: the frame observer failed")]
    public static partial void ObserverFailed(this ILogger logger, ShardId shard, Exception error);

    [LoggerMessage(4000, LogLevel.Error, "Shard {Shard}: the handler failed on {Event}")]
    public static partial void HandlerFailed(this ILogger logger, ShardId shard, string @event, Exception error);

    [LoggerMessage(4001, LogLevel.Warning, "Shard {Shard}: the handler is too slow, its queue is full ({Overflow})")]
    public static partial void QueueFull(this ILogger logger, ShardId shard, QueueOverflow overflow);

    [LoggerMessage(4002, LogLevel.Warning, "Shard {Shard}: nobody reads the transitions; the oldest are dropped")]
    public static partial void TransitionsDropped(this ILogger logger, ShardId shard);

    [LoggerMessage(4003, LogLevel.Warning, "Shard {Shard}: stopped while {Waiting} events were not yet handled; the saved session begins before them")]
    public static partial void StoppedWithWaiting(this ILogger logger, ShardId shard, int waiting);

    [LoggerMessage(5000, LogLevel.Debug, "Shard {Shard}: command {Opcode} sent after {Waited}")]
    public static partial void CommandSent(this ILogger logger, ShardId shard, GatewayOpcode opcode, TimeSpan waited);

    [LoggerMessage(5001, LogLevel.Warning, "Shard {Shard}: command {Opcode} was not sent ({Failure})")]
    public static partial void CommandFailed(this ILogger logger, ShardId shard, GatewayOpcode opcode, CommandFailure failure);

    [LoggerMessage(9000, LogLevel.Information, "Shard {Shard}: stopped")]
    public static partial void Stopped(this ILogger logger, ShardId shard);

    [LoggerMessage(9001, LogLevel.Error, "Shard {Shard}: ended for good: {Ending}")]
    public static partial void Ended(this ILogger logger, ShardId shard, string ending);

    [LoggerMessage(9002, LogLevel.Critical, "Shard {Shard}: a fault of the library; the shard ends")]
    public static partial void Crashed(this ILogger logger, ShardId shard, Exception error);
}
