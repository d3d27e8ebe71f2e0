using System.Globalization;

namespace Gateway.Bench.Plots;

/// <summary>A picture of one or more panels side by side, with one legend for all.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Caption">How it came about; stands below.</param>
/// <param name="Legend">The lines that occur.</param>
/// <param name="Panels">From left to right.</param>
internal sealed record Plot(string Title, string Caption, IReadOnlyList<LegendEntry> Legend, IReadOnlyList<Panel> Panels);

/// <summary>A line of the legend.</summary>
internal sealed record LegendEntry(LineStyle Style, string Text);

/// <summary>Two axes that begin at zero, and what is drawn between them.</summary>
internal sealed record Panel(string Title, Axis X, Axis Y, IReadOnlyList<Line> Lines);

/// <summary>An axis from 0 to <paramref name="Max"/> with a mark each <paramref name="Step"/>.</summary>
/// <param name="Label">What it shows, with the unit.</param>
/// <param name="Max">Its end.</param>
/// <param name="Step">From mark to mark.</param>
internal sealed record Axis(string Label, double Max, double Step)
{
    private static readonly double[] Steps = [0.5, 1, 2, 5, 10];

    /// <summary>An axis on which a value fits, with a few round marks.</summary>
    public static Axis Over(string label, double value)
    {
        var step = Steps.FirstOrDefault(s => value <= 6 * s, 20);
        return new Axis(label, Math.Max(1, Math.Ceiling(value / step)) * step, step);
    }

    public IEnumerable<double> Marks
    {
        get
        {
            for (var i = 0; i * Step <= Max; i++)
            {
                yield return i * Step;
            }
        }
    }

    public static string LabelOf(double mark) => mark.ToString("#,0.##", CultureInfo.InvariantCulture);
}

/// <summary>Points from left to right; a value holds until the next point.</summary>
internal sealed record Line(LineStyle Style, IReadOnlyList<(double X, double Y)> Points);

/// <summary>How a line looks. The colours are in <see cref="SvgStyle"/>.</summary>
internal enum LineStyle
{
    First,
    Second,

    /// <summary>What the others are held against: dashed and grey.</summary>
    Reference,
}
