namespace Gateway.Simulator.Accounting;

/// <summary>A client has done what Discord would punish. The message is the report.</summary>
public sealed class ViolationException : Exception
{
    internal ViolationException(IReadOnlyList<Violation> violations, string message)
        : base(message) => Violations = violations;

    /// <summary>What was not allowed, in the order it came.</summary>
    public IReadOnlyList<Violation> Violations { get; }
}
