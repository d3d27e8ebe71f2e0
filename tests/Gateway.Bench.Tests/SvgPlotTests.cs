using System.Xml.Linq;
using Gateway.Bench.Plots;

namespace Gateway.Bench.Tests;

[TestFixture]
internal sealed class SvgPlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Test]
    public void A_picture_is_xml_with_its_texts_as_text()
    {
        var root = Draw([(0, 0), (5, 50), (10, 100)]);
        var texts = root.Descendants(Svg + "text").Select(t => t.Value).ToArray();
        Assert.That(texts, Is.SupersetOf(new[] { "100 < 200 & \"more\"", "a caption", "seconds, s", "percent, %", "fast", "0", "5", "10", "1,000" }));
        Assert.That(root.Element(Svg + "title")!.Value, Is.EqualTo("100 < 200 & \"more\""), "for those who cannot see it");
    }

    [Test]
    public void A_line_begins_and_ends_where_its_points_do()
    {
        var path = PathOf(Draw([(0, 0), (10, 1000)]));
        var (left, bottom) = Pair(path[1..path.IndexOf('H', StringComparison.Ordinal)], ' ');
        var (right, top) = Pair(path[(path.LastIndexOf('H') + 1)..], 'V');
        Assert.That(right - left, Is.EqualTo(960 - 24 - 24 - 58), "the width of the picture less margins and labels");
        Assert.That(bottom - top, Is.EqualTo(200));
    }

    [Test]
    public void Points_too_close_to_tell_apart_are_left_out_but_never_the_last()
    {
        (double X, double Y)[] points = [.. Enumerable.Range(0, 100_001).Select(i => (i / 10_000.0, i / 100.0))];
        var path = PathOf(Draw(points));
        Assert.That(path, Has.Length.LessThan(30_000));
        Assert.That(path, Does.EndWith("V112"), "the top");
    }

    [TestCase(0, 0.5, 0.5)]
    [TestCase(1.4, 1.5, 0.5)]
    [TestCase(3.1, 4, 1)]
    [TestCase(10.4, 12, 2)]
    [TestCase(60, 60, 10)]
    [TestCase(61, 80, 20)]
    public void An_axis_over_a_value_has_few_and_round_marks(double value, double max, double step) =>
        Assert.That(Axis.Over("x", value), Is.EqualTo(new Axis("x", max, step)));

    [Test]
    public void Bars_begin_at_zero_and_are_as_long_as_their_values()
    {
        var root = XDocument.Parse(SvgBarPlot.Write(new BarPlot(
            "bars", "a caption", new Axis("microseconds", 10, 5), [new("all", 10, "ten", LineStyle.First), new("half", 5, "five", LineStyle.Second)]))).Root!;
        double[] widths = [.. root.Elements(Svg + "rect").Skip(1).Select(r => double.Parse(r.Attribute("width")!.Value, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.That(widths[0], Is.EqualTo(2 * widths[1]).And.Positive);
        Assert.That(root.Elements(Svg + "text").Select(t => t.Value), Is.SupersetOf(new[] { "all", "ten", "half", "five", "microseconds", "0", "5", "10" }));
    }

    private static XElement Draw((double X, double Y)[] points) => XDocument.Parse(SvgPlot.Write(new Plot(
        "100 < 200 & \"more\"",
        "a caption",
        [new LegendEntry(LineStyle.First, "fast")],
        [new Panel("a panel", new Axis("seconds, s", 10, 5), new Axis("percent, %", 1000, 500), [new Line(LineStyle.First, points)])]))).Root!;

    private static string PathOf(XElement root) => root.Element(Svg + "path")!.Attribute("d")!.Value;

    private static (double First, double Second) Pair(string text, char separator)
    {
        var parts = text.Split(separator);
        return (double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
