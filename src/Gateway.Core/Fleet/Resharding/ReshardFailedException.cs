namespace Gateway.Core.Fleet.Resharding;

/// <summary>Why a fleet was not resharded.</summary>
public enum ReshardFailure
{
    /// <summary>The identifies that are left, less the reserve, are too few. Nothing was sent.</summary>
    Budget,

    /// <summary>The budget could not be asked for. Nothing was sent.</summary>
    BudgetUnknown,

    /// <summary>A new shard has ended for good, as with close code 4011 or 4010: see the inner exception.</summary>
    ShardEnded,

    /// <summary>Not all new shards were Ready in time.</summary>
    TimedOut,

    /// <summary>The fleet was stopped meanwhile.</summary>
    FleetStopped,
}

/// <summary>A fleet was not resharded. Unless it was stopped, the old shards go on as if nothing had been.</summary>
public sealed class ReshardFailedException : GatewayException
{
    internal ReshardFailedException(ReshardFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why.</summary>
    public ReshardFailure Failure { get; }
}
