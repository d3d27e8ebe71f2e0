namespace Gateway.Simulator;

/// <summary>One dispatch that was made, as the account knows it.</summary>
/// <param name="SessionId">The session it was made for.</param>
/// <param name="Sequence">Its <c>s</c>; 0 when a fault sent it as null.</param>
/// <param name="Serial">The number <c>sim_serial</c> in its body.</param>
public readonly record struct DispatchReceipt(string SessionId, int Sequence, long Serial);
