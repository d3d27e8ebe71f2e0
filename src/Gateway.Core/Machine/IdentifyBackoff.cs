namespace Gateway.Core.Machine;

/// <summary>
/// How often this shard has identified of late: one step up with each Identify, one step down with each 10 minutes in
/// Ready. Independent of the dial back-off, which READY resets.
/// </summary>
internal sealed class IdentifyBackoff
{
    public const int MaxLevel = 11;
    public static readonly TimeSpan StepDown = TimeSpan.FromMinutes(10);
    private TimeSpan _readyFor;

    public int Level { get; private set; }

    public void OnIdentify() => Level = Math.Min(MaxLevel, Level + 1);

    public void OnReadyEnded(TimeSpan duration)
    {
        _readyFor += duration;
        var steps = (long)(_readyFor / StepDown);
        _readyFor -= StepDown * steps;
        Level = (int)Math.Max(0, Level - steps);
    }
}
