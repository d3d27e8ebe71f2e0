using System.Globalization;

namespace StressBot.Options;

/// <summary>From one shard count to another, written as <c>4:8</c>.</summary>
internal sealed record ReshardSpec(int From, int To)
{
    private const int Most = 1000;

    public const string Allowed = "two different counts of 1 to 1000 with a colon between them: 4:8";

    public static ReshardSpec? Parse(string text) =>
        text.Split(':') is [var from, var to] && Count(from) is { } f && Count(to) is { } t && f != t ? new ReshardSpec(f, t) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}:{To}");

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= Most ? n : null;
}
