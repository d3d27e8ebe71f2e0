using System.Globalization;

namespace StressBot.Options;

/// <summary>Durations as people write them: <c>25s</c>, <c>10m</c>, <c>2h</c>.</summary>
internal static class DurationText
{
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Most = TimeSpan.FromDays(30);

    public const string Allowed = "a number with a unit, 1s to 30d: 25s, 10m, 2h, 1d";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Length < 2
            || UnitOf(text[^1]) is not { } unit
            || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count > Most / unit)
        {
            return false;
        }

        duration = unit * count;
        return duration >= Least && duration <= Most;
    }

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var letter in "dhm")
        {
            var unit = UnitOf(letter)!.Value;
            if (duration >= unit && duration.Ticks % unit.Ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / unit.Ticks}{letter}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
    }

    private static TimeSpan? UnitOf(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
