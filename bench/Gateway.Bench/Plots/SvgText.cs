using System.Globalization;
using System.Net;
using System.Text;

namespace Gateway.Bench.Plots;

/// <summary>Writes the elements of an SVG. The same calls give the same bytes on every machine.</summary>
internal sealed class SvgText
{
    private readonly StringBuilder _text = new();

    public SvgText(int width, int height, string title, string description)
    {
        Raw($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">""");
        Raw($"<title>{Escape(title)}</title>");
        Raw($"<desc>{Escape(description)}</desc>");
        Raw($"<style>\n{SvgStyle.Css.ReplaceLineEndings("\n")}\n</style>");
        Raw($"""<rect class="page" width="{width}" height="{height}" rx="6"/>""");
    }

    public void Text(double x, double y, string text, string style = "text", string anchor = "start") =>
        Raw($"""<text x="{Number(x)}" y="{Number(y)}" class="{style}" text-anchor="{anchor}">{Escape(text)}</text>""");

    /// <summary>Text from bottom to top, centred on a point.</summary>
    public void Upright(double x, double y, string text) =>
        Raw($"""<text class="faint" text-anchor="middle" transform="translate({Number(x)} {Number(y)}) rotate(-90)">{Escape(text)}</text>""");

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        Raw($"""<line x1="{Number(x1)}" y1="{Number(y1)}" x2="{Number(x2)}" y2="{Number(y2)}" class="{style}"/>""");

    public void Bar(double x, double y, double width, double height, string style) =>
        Raw($"""<rect x="{Number(x)}" y="{Number(y)}" width="{Number(width)}" height="{Number(height)}" rx="2" class="{style}"/>""");

    public void Path(string commands, string style) => Raw($"""<path d="{commands}" class="line {style}"/>""");

    /// <summary>The whole document.</summary>
    public string Finish() => _text + "</svg>\n";

    /// <summary>A tenth of a pixel is finer than anything that can be seen.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Escape(string text) => WebUtility.HtmlEncode(text).Replace("&#39;", "'", StringComparison.Ordinal);

    private void Raw(string line) => _text.Append(line).Append('\n');
}
