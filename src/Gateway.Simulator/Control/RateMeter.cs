using Gateway.Simulator.Accounting;

namespace Gateway.Simulator.Control;

/// <summary>
/// How many dispatches and payloads a second there were: over the last five seconds, or since the last question when
/// that is longer ago. It takes its samples when it is asked, so it costs nothing while nobody looks.
/// </summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>Questions that follow each other more closely share a sample, so that there are at most 20 in the window.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Queue<(TimeSpan At, long Dispatches, long Payloads)> _samples = new([(TimeSpan.Zero, 0, 0)]);
    private TimeSpan _lastAt;

    public (double Dispatches, double Payloads, TimeSpan Over) Read(TimeSpan now, ServerCounters counters)
    {
        lock (_gate)
        {
            while (_samples.Count > 1 && now - _samples.Peek().At > Window)
            {
                _samples.Dequeue();
            }

            var (at, dispatches, payloads) = _samples.Peek();
            if (now - _lastAt >= Spacing)
            {
                _samples.Enqueue((now, counters.Dispatches, counters.PayloadsReceived));
                _lastAt = now;
            }

            // After a reset the counters start anew.
            var over = now - at;
            var seconds = Math.Max(over.TotalSeconds, 0.001);
            return (Math.Max(0, counters.Dispatches - dispatches) / seconds, Math.Max(0, counters.PayloadsReceived - payloads) / seconds, over);
        }
    }
}
