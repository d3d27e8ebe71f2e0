using System.Globalization;
using Gateway.Bench.HotPath;
using Gateway.Bench.Plots;

namespace Gateway.Bench.Fleet.Events;

/// <summary>CPU an event, variant by variant.</summary>
internal static class EventPlot
{
    public static string Draw(IReadOnlyList<(EventVariant Variant, List<Sample> Samples)> results)
    {
        double[] medians = [.. results.Select(r => Spread.Of(r.Samples.Select(s => s.CpuMicroseconds)).Median)];
        return SvgBarPlot.Write(new BarPlot(
            "What an event costs, from the socket to the handler",
            string.Create(
                CultureInfo.InvariantCulture,
                $"MESSAGE_CREATE of 1.8 KB, one a write and a socket in turn; the server in another process; {Environment.ProcessorCount} cores; {(results[0].Samples.Count == 1 ? "one round" : $"medians of {results[0].Samples.Count} rounds")}."),
            Axis.Over("CPU of the client's process, microseconds an event", medians.Max()),
            [.. results.Select((r, i) => new Bar(r.Variant.Name, medians[i], TextOf(results, r.Variant, medians[i]), StyleOf(r.Variant)))]));
    }

    private static LineStyle StyleOf(EventVariant variant) =>
        variant.Naive is null ? LineStyle.Reference : variant.Sockets == 1 ? LineStyle.Second : LineStyle.First;

    private static string TextOf(IReadOnlyList<(EventVariant Variant, List<Sample> Samples)> results, EventVariant variant, double median) =>
        EventBench.Ratio(results, variant.Name, variant.Naive) is { } ratio
            ? string.Create(CultureInfo.InvariantCulture, $"{median:0.0} ({ratio.Median:0.00} × naive)")
            : string.Create(CultureInfo.InvariantCulture, $"{median:0.0}");
}
