namespace Gateway.Bench.Plots;

/// <summary>A picture of bars that begin at zero, one below the other.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Caption">How it came about; stands below.</param>
/// <param name="Axis">What the bars show.</param>
/// <param name="Bars">From top to bottom.</param>
internal sealed record BarPlot(string Title, string Caption, Axis Axis, IReadOnlyList<Bar> Bars);

/// <summary>One bar.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Value">Its length.</param>
/// <param name="Text">What stands behind it.</param>
/// <param name="Style">Its colour.</param>
internal sealed record Bar(string Label, double Value, string Text, LineStyle Style);
