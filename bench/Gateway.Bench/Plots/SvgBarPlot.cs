namespace Gateway.Bench.Plots;

/// <summary>Draws a <see cref="BarPlot"/> as SVG.</summary>
internal static class SvgBarPlot
{
    private const int Width = 960;
    private const int Margin = 24;
    private const int Top = 64;
    private const int Left = 220; // The bars' names stand to the left.
    private const int Right = Width - 170; // What they say, to the right.
    private const int BarHeight = 20;
    private const int Pitch = 34;
    private const int Below = 96; // Marks, the axis' label, the caption.

    public static string Write(BarPlot plot)
    {
        var bottom = Top + (Pitch * plot.Bars.Count);
        var svg = new SvgText(Width, bottom + Below, plot.Title, plot.Caption);
        svg.Text(Margin, 36, plot.Title, "title");
        foreach (var mark in plot.Axis.Marks)
        {
            var x = X(plot, mark);
            svg.Line(x, Top, x, bottom, mark == 0 ? "axis" : "grid");
            svg.Text(x, bottom + 20, Axis.LabelOf(mark), "faint", "middle");
        }

        svg.Text((Left + Right) / 2, bottom + 42, plot.Axis.Label, "faint", "middle");
        for (var i = 0; i < plot.Bars.Count; i++)
        {
            var bar = plot.Bars[i];
            var y = Top + (Pitch * i) + ((Pitch - BarHeight) / 2);
            svg.Text(Left - 12, y + 15, bar.Label, anchor: "end");
            svg.Bar(Left, y, X(plot, bar.Value) - Left, BarHeight, $"bar-{SvgStyle.ClassOf(bar.Style)}");
            svg.Text(X(plot, bar.Value) + 8, y + 15, bar.Text);
        }

        svg.Text(Margin, bottom + Below - 18, plot.Caption, "faint");
        return svg.Finish();
    }

    private static double X(BarPlot plot, double value) => Left + ((Right - Left) * Math.Min(1, value / plot.Axis.Max));
}
