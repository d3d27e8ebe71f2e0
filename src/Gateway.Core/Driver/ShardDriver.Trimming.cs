namespace Gateway.Core.Driver;

// Memory that a quiet shard does without.
internal sealed partial class ShardDriver
{
    // What was needed within this time is kept: so often comes a backlog that shall cost no allocation.
    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(2);
    private TimeSpan? _trimAt;
    private volatile bool _trimPlanned;

    /// <summary>Nothing is at hand on the socket.</summary>
    public void OnReaderIdle()
    {
        Delivery.OnReaderIdle();
        if (!_trimPlanned && Delivery.HoldsMemory)
        {
            PlanTrim();
        }
    }

    private void PlanTrim()
    {
        lock (_gate)
        {
            _trimPlanned = true;
            _trimAt = Now + TrimInterval;
            Arm();
        }
    }

    // Goes on until nothing is held any more: twice the interval after the last event.
    private void TrimIfDue()
    {
        lock (_gate)
        {
            if (_trimAt is not { } at || Now < at)
            {
                return;
            }

            _trimAt = null;
            _trimPlanned = false;
        }

        if (Delivery.Trim())
        {
            PlanTrim();
        }
    }
}
