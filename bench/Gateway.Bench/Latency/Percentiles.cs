using System.Globalization;

namespace Gateway.Bench.Latency;

/// <summary>How long something took, in seconds.</summary>
internal readonly record struct Percentiles(double P50, double P99, double P999, double Most, int Count)
{
    public string InMicroseconds => string.Create(
        CultureInfo.InvariantCulture, $"p50 {P50 * 1e6:0} µs, p99 {P99 * 1e6:0} µs, p99.9 {P999 * 1e6:0} µs, most {Most * 1e6:0} µs of {Count}");

    public string InMilliseconds => string.Create(
        CultureInfo.InvariantCulture, $"p50 {P50 * 1e3:0.0} ms, p99 {P99 * 1e3:0.0} ms, most {Most * 1e3:0.0} ms of {Count}");

    public static Percentiles Of(Span<double> seconds)
    {
        seconds.Sort();
        return seconds.IsEmpty
            ? throw new InvalidOperationException("Nothing was measured.")
            : new Percentiles(At(seconds, 0.5), At(seconds, 0.99), At(seconds, 0.999), seconds[^1], seconds.Length);
    }

    private static double At(ReadOnlySpan<double> sorted, double part) => sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
}
