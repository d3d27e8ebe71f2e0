using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Gateway.SteadyState.Tests;

/// <summary>Names the types that the process allocates while it listens: one sample every 100 KB.</summary>
internal sealed class AllocationTicks : EventListener
{
    private const EventKeywords Gc = (EventKeywords)1;
    private readonly ConcurrentDictionary<string, int> _types = new();

    public override string ToString() => string.Join(", ", _types.OrderByDescending(t => t.Value).Select(t => $"{t.Key} {t.Value}"));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            EnableEvents(eventSource, EventLevel.Verbose, Gc);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true
            && eventData.PayloadNames?.IndexOf("TypeName") is >= 0 and var index)
        {
            _types.AddOrUpdate(eventData.Payload![index]?.ToString() ?? "?", 1, (_, n) => n + 1);
        }
    }
}
