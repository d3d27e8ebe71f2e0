using System.Globalization;

namespace Commands;

/// <summary>Values of options; null for what is none, or is out of its range.</summary>
internal static class OptionValue
{
    public static int? Whole(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? n : null;

    public static double? Number(string text, double min, double max) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? n : null;
}
