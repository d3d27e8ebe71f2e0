using System.Globalization;
using System.Text;

namespace Gateway.Bench.Plots;

/// <summary>Draws a <see cref="Plot"/> as SVG.</summary>
internal static class SvgPlot
{
    private const int Width = 960;
    private const int Height = 400;
    private const int Margin = 24;
    private const int Gap = 28; // Between panels.
    private const int Top = 112; // Title, legend and the panels' titles stand above.
    private const int Bottom = 312; // The axes' labels and the caption stand below.
    private const int LeftOfAxis = 58;
    private const int LegendBaseline = 66;
    private const int SwatchWidth = 24;
    private const double PerCharacter = 6.6; // A guess at the width of a letter: nothing but the legend's spacing hangs on it.

    // What is closer to the last point than this is not drawn: a thousand steps would be twenty kilobytes of nothing.
    private const double Finest = 0.6;

    public static string Write(Plot plot)
    {
        var svg = new SvgText(Width, Height, plot.Title, plot.Caption);
        svg.Text(Margin, 36, plot.Title, "title");
        WriteLegend(svg, plot.Legend);
        var width = (Width - (2.0 * Margin) - (Gap * (plot.Panels.Count - 1))) / plot.Panels.Count;
        for (var i = 0; i < plot.Panels.Count; i++)
        {
            var left = Margin + (i * (width + Gap));
            Draw(svg, plot.Panels[i], new Area(left + LeftOfAxis, left + width, Top, Bottom));
        }

        svg.Text(Margin, Height - 18, plot.Caption, "faint");
        return svg.Finish();
    }

    private static void WriteLegend(SvgText svg, IReadOnlyList<LegendEntry> legend)
    {
        double x = Margin;
        foreach (var entry in legend)
        {
            svg.Line(x, LegendBaseline - 5, x + SwatchWidth, LegendBaseline - 5, $"line {SvgStyle.ClassOf(entry.Style)}");
            svg.Text(x + SwatchWidth + 8, LegendBaseline, entry.Text);
            x += SwatchWidth + 8 + (PerCharacter * entry.Text.Length) + 24;
        }
    }

    private static void Draw(SvgText svg, Panel panel, Area area)
    {
        svg.Text(area.Left, Top - 16, panel.Title, "panel");
        foreach (var mark in panel.Y.Marks)
        {
            var y = area.Y(mark / panel.Y.Max);
            svg.Line(area.Left, y, area.Right, y, mark == 0 ? "axis" : "grid");
            svg.Text(area.Left - 8, y + 4, Axis.LabelOf(mark), "faint", "end");
        }

        foreach (var mark in panel.X.Marks)
        {
            var x = area.X(mark / panel.X.Max);
            svg.Line(x, Bottom, x, Bottom + 5, "axis");
            svg.Text(x, Bottom + 20, Axis.LabelOf(mark), "faint", "middle");
        }

        svg.Text((area.Left + area.Right) / 2, Bottom + 42, panel.X.Label, "faint", "middle");
        svg.Upright(area.Left - LeftOfAxis + 12, (Top + Bottom) / 2.0, panel.Y.Label);
        foreach (var line in panel.Lines)
        {
            svg.Path(Steps(panel, area, line.Points), SvgStyle.ClassOf(line.Style));
        }
    }

    private static string Steps(Panel panel, Area area, IReadOnlyList<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        var (lastX, lastY) = (double.NaN, double.NaN);
        for (var i = 0; i < points.Count; i++)
        {
            var (x, y) = (area.X(Math.Min(1, points[i].X / panel.X.Max)), area.Y(points[i].Y / panel.Y.Max));
            if (i == 0)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{SvgText.Number(x)} {SvgText.Number(y)}");
            }
            else if (i < points.Count - 1 && Math.Abs(x - lastX) < Finest && Math.Abs(y - lastY) < Finest)
            {
                continue;
            }
            else
            {
                path.Append(CultureInfo.InvariantCulture, $"H{SvgText.Number(x)}V{SvgText.Number(y)}");
            }

            (lastX, lastY) = (x, y);
        }

        return path.ToString();
    }

    private readonly record struct Area(double Left, double Right, double Top, double Bottom)
    {
        public double X(double share) => Left + (share * (Right - Left));

        public double Y(double share) => Bottom - (share * (Bottom - Top));
    }
}
