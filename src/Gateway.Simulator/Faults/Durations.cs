using System.Globalization;

namespace Gateway.Simulator.Faults;

/// <summary>Times as people write them: a number and a unit, <c>250ms</c>, <c>1.5s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class Durations
{
    /// <summary>Longer ones are nobody's wish, and far from what a <see cref="TimeSpan"/> cannot hold.</summary>
    private const double MaxMilliseconds = 30 * 24 * 3_600_000.0;

    private static readonly (string Unit, double Milliseconds)[] Units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];

    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        foreach (var (unit, milliseconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return TryMilliseconds(number * milliseconds, out time);
            }
        }

        return false;
    }

    public static bool TryMilliseconds(double milliseconds, out TimeSpan time)
    {
        var fits = milliseconds is >= 0 and <= MaxMilliseconds;
        time = fits ? TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond)) : default;
        return fits;
    }

    /// <summary>In the largest unit that leaves a whole number; below a millisecond with decimals.</summary>
    public static string Write(TimeSpan time)
    {
        var total = time.TotalMilliseconds;
        var (unit, milliseconds) = total == 0 ? Units[1] : Units.Last(u => u.Milliseconds == 1 || total % u.Milliseconds == 0);
        return (total / milliseconds).ToString("0.####", CultureInfo.InvariantCulture) + unit;
    }
}
