namespace Gateway.Bench.Plots;

/// <summary>Colours and type of every picture; follows the reader's light or dark scheme, the background too.</summary>
internal static class SvgStyle
{
    public const string Css = """
        text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
        .title { font-size: 18px; font-weight: 600; }
        .panel { font-weight: 600; }
        .faint { fill: #59636e; }
        .page { fill: #ffffff; }
        .axis { stroke: #59636e; }
        .grid { stroke: #d9dee3; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .first { stroke: #0969da; }
        .second { stroke: #bc4c00; }
        .reference { stroke: #818b98; stroke-dasharray: 5 4; stroke-width: 1.5; }
        .bar-first { fill: #0969da; }
        .bar-second { fill: #bc4c00; }
        .bar-reference { fill: #818b98; }
        @media (prefers-color-scheme: dark) {
          text { fill: #f0f6fc; }
          .faint { fill: #9198a1; }
          .page { fill: #0d1117; }
          .axis { stroke: #9198a1; }
          .grid { stroke: #2a313a; }
          .first { stroke: #4493f8; }
          .second { stroke: #f0883e; }
          .reference { stroke: #7d8590; }
          .bar-first { fill: #4493f8; }
          .bar-second { fill: #f0883e; }
          .bar-reference { fill: #7d8590; }
        }
        """;

    public static string ClassOf(LineStyle style) => style switch
    {
        LineStyle.First => "first",
        LineStyle.Second => "second",
        _ => "reference",
    };
}
