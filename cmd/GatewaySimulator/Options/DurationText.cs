using System.Globalization;

namespace GatewaySimulator.Options;

/// <summary>Durations as people write them: <c>250ms</c>, <c>5s</c>, <c>2m</c>, <c>1h</c>.</summary>
internal static class DurationText
{
    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
    ];

    public static string Allowed(string least, string most) => $"a number with a unit, {least} to {most}: 250ms, 5s, 2m, 1h";

    /// <returns>Null when it is no duration, or out of the range.</returns>
    public static TimeSpan? Parse(string text, TimeSpan least, TimeSpan most)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            {
                return count <= most / unit && unit * count is var time && time >= least ? time : null;
            }
        }

        return null;
    }
}
