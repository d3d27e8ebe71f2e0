namespace Gateway.Simulator.Faults;

/// <summary>What an order did.</summary>
/// <param name="Order">The order.</param>
/// <param name="Hits">How many connections or sessions it hit; 0 for what waits for the next connection or call.</param>
/// <param name="Applied">
/// What it hit, one entry each. A fault that waits, or that concerns the server, has one entry without a connection.
/// </param>
public sealed record FaultReceipt(FaultOrder Order, int Hits, IReadOnlyList<AppliedFault> Applied);
