namespace Gateway.Simulator;

/// <summary>The live <c>session_start_limit</c> of a bot.</summary>
/// <param name="Total">Identifies allowed a day.</param>
/// <param name="Remaining">Identifies left.</param>
/// <param name="ResetAfter">Time until all of them are back; zero while none was used.</param>
/// <param name="MaxConcurrency">Number of identify buckets.</param>
public sealed record SessionStartLimit(int Total, int Remaining, TimeSpan ResetAfter, int MaxConcurrency);
