using System.Globalization;

namespace Gateway.Shard.WebsocketClient;

/// <summary>Reads a Retry-After header: seconds (Discord also sends fractions) or an HTTP date.</summary>
internal static class RetryAfter
{
    // Longer is taken for nonsense, and capped so that no caller overflows a timer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Answers with the wait, zero to one day; null when the header is missing or says nothing.</summary>
    public static TimeSpan? Parse(string? value, DateTimeOffset now)
    {
        value = value?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return FromSeconds(seconds);
        if (DateTimeOffset.TryParseExact(
                value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date))
            return Clamp(date - now);
        return null;
    }

    /// <summary>A number of seconds as a wait; null when it is negative or not a number.</summary>
    public static TimeSpan? FromSeconds(double seconds) =>
        seconds >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : null;

    private static TimeSpan Clamp(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
