using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core;

// A closed set: everything this library throws beside the exceptions of .NET.

/// <summary>What the exceptions of this library have in common.</summary>
public abstract class GatewayException : Exception
{
    private protected GatewayException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>The shard has ended and will not connect again.</summary>
public sealed class GatewayClosedException : GatewayException
{
    internal GatewayClosedException(ShardId shard, ShardEnd end, CloseCodeTable closeCodes, string? hint)
        : base(MessageFor(shard, end, closeCodes, hint), end.Ending.Error)
    {
        Shard = shard;
        End = end;
        Disposition = end.Ending.CloseCode is null ? null : closeCodes[end.Ending.CloseCode];
    }

    /// <summary>Which shard.</summary>
    public ShardId Shard { get; }

    /// <summary>How it ended: fatal, given up by the reconnect policy, or stopped.</summary>
    public ShardEnd End { get; }

    /// <summary>The close code of the gateway; null when there was none.</summary>
    public int? CloseCode => End.Ending.CloseCode;

    /// <summary>The opcode that led to it: 7 or 9; null when none did.</summary>
    public GatewayOpcode? Opcode => End.Ending.Cause switch
    {
        TransitionCause.ReconnectRequested => GatewayOpcode.Reconnect,
        TransitionCause.SessionInvalidated => GatewayOpcode.InvalidSession,
        _ => null,
    };

    /// <summary>The reason that came with the close code; null when there was none.</summary>
    public string? Reason => End.Ending.CloseReason;

    /// <summary>What the close-code table says of the code; null when there was none.</summary>
    public CloseDisposition? Disposition { get; }

    /// <summary>How long the server asked us to stay away; null when it did not say.</summary>
    public TimeSpan? RetryAfter => End.Ending.RetryAfter;

    private static string MessageFor(ShardId shard, ShardEnd end, CloseCodeTable closeCodes, string? hint)
    {
        var how = end.Kind switch
        {
            ShardEndKind.Fatal => "ended for good",
            ShardEndKind.GaveUp => "was given up by the reconnect policy",
            _ => "was stopped",
        };
        var name = end.Ending.CloseCode is { } code ? $" ({closeCodes.NameOf(code)})" : "";
        return $"Shard {shard} {how}: {end.Ending}{name}.{(hint is null ? "" : " " + hint)}";
    }
}

/// <summary>A command was not sent, or it cannot be known whether it arrived.</summary>
public sealed class CommandNotSentException : GatewayException
{
    internal CommandNotSentException(GatewayOpcode opcode, CommandFailure failure, Exception? innerException = null)
        : base($"The command {opcode} {Describe(failure)}.", innerException)
    {
        Opcode = opcode;
        Failure = failure;
    }

    /// <summary>Which command.</summary>
    public GatewayOpcode Opcode { get; }

    /// <summary>Why.</summary>
    public CommandFailure Failure { get; }

    private static string Describe(CommandFailure failure) => failure switch
    {
        CommandFailure.SessionEnded => "belonged to a session that has ended, and was not sent",
        CommandFailure.ConnectionLost => "was being written when the connection was lost; it is not sent again",
        CommandFailure.LimiterFailed => "was refused by the command limiter, and was not sent",
        _ => "was not sent: the shard has ended",
    };
}

/// <summary>Why a command was not sent.</summary>
public enum CommandFailure
{
    /// <summary>A new session has begun; the answer to a voice or member request belongs to the old one.</summary>
    SessionEnded,

    /// <summary>The write had begun when the connection was lost. It may have arrived.</summary>
    ConnectionLost,

    /// <summary>The injected limiter refused or failed.</summary>
    LimiterFailed,

    /// <summary>The shard was stopped, or has ended.</summary>
    ShardEnded,
}

/// <summary>Too many commands wait to be sent.</summary>
public sealed class CommandQueueFullException : GatewayException
{
    internal CommandQueueFullException(int bound)
        : base($"{bound} commands wait already (MaxPendingCommands). Nothing was sent.") => Bound = bound;

    /// <summary>How many may wait.</summary>
    public int Bound { get; }
}
