namespace Gateway.Simulator.Faults;

/// <summary>A fault of a plan that comes at a time of its own.</summary>
/// <param name="At">When, counted from the start of the plan. 0 s to 30 days.</param>
/// <param name="Order">What.</param>
public sealed record FaultStep(TimeSpan At, FaultOrder Order);
