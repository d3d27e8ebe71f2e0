namespace Gateway.Simulator.Server;

internal enum UpgradeAnswer
{
    Accept,
    Refuse,
    Stall,
    Drop,
}

/// <summary>What a front does with an upgrade request.</summary>
internal readonly record struct UpgradeVerdict(UpgradeAnswer Answer, int Status = 0, TimeSpan? RetryAfter = null);
