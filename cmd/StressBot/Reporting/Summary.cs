using System.Globalization;
using StressBot.Options;
using StressBot.Running;

namespace StressBot.Reporting;

/// <summary>The end of the output: a table, what happened, and a sentence that says whether it was good.</summary>
internal static class Summary
{
    private const int MaxViolations = 20;

    public static IEnumerable<string> Lines(RunResult result)
    {
        yield return "";
        foreach (var line in ShardTable.Lines(result))
        {
            yield return line;
        }

        yield return "";
        if (result.Recovery is { } recovery)
        {
            yield return $"  {$"After the {InterludeName.Of(recovery.After)}",-24} {RecoveryLine.Of(recovery)}";
        }

        if (result.Options.Interlude == Interlude.Kill)
        {
            yield return $"  Handled, and come again  {result.Verdict.Total.Again} events of the process that was killed, each of them once and in order";
        }

        yield return $"  Reconnects by cause      {List(result.ReconnectsByCause)}";
        if (result.Options.UsesSimulator)
        {
            yield return $"  Faults inflicted         {List(result.Verdict.Faults)}";
            yield return $"  Ended with session by    {List(result.Verdict.EndedWithSessionByCause)}";
        }

        var beats = result.Heartbeats;
        yield return $"  Heartbeats               {beats.Count} sent on schedule; answered after p50 {Ms(beats.LatencyP50)}, p99 {Ms(beats.LatencyP99)}; late by p50 {Ms(beats.LatenessP50)}, p99 {Ms(beats.LatenessP99)}";
        yield return $"  Held up by the machine   {Ms(result.LongestStall.TotalSeconds)} at the longest";
        yield return $"  Cost of the client       {Cost(result)}";
        yield return $"  Warnings logged          {List(result.Warnings)}";
        yield return "";
        foreach (var violation in result.Verdict.Violations.Take(MaxViolations))
        {
            yield return $"  BROKEN: {violation}";
        }

        if (result.Verdict.Violations.Count > MaxViolations)
        {
            yield return $"  … and {result.Verdict.Violations.Count - MaxViolations} more.";
        }

        yield return Closing(result);
        if (result.Options.UsesSimulator)
        {
            yield return $"Seed {result.Seed}. Again: {Command(result)}";
        }
    }

    /// <summary>The command that repeats the run. The seed brings the same events and faults; timing is the machine's.</summary>
    public static string Command(RunResult result)
    {
        var o = result.Options;
        var parts = new List<string> { "dotnet run -c Release --project cmd/StressBot --", $"--seed {result.Seed}" };
        Add(o.Shards is not null, $"--shards {o.Shards}");
        Add(o.Duration is not null, $"--duration {DurationText.Format(o.Duration ?? default)}");
        Add(o.Simulator == SimulatorMode.Child, "--simulator child");
        Add(o.Interlude != Interlude.None, $"--{InterludeName.Of(o.Interlude)}");
        Add(o.Rate is not null, string.Create(CultureInfo.InvariantCulture, $"--rate {o.Rate}"));
        Add(o.Faults == FaultLevel.Default && o.Interlude != Interlude.None, "--faults default");
        Add(o.Faults == FaultLevel.None, "--faults none");
        Add(o.Faults == FaultLevel.Heavy, "--faults heavy");
        Add(o.MaxConcurrency is not null, $"--max-concurrency {o.MaxConcurrency}");
        Add(o.ConnectCap is not null, $"--connect-cap {o.ConnectCap}");
        Add(o.Delivery == Gateway.Core.DeliveryMode.Inline, "--delivery inline");
        return string.Join(' ', parts);

        void Add(bool given, string text)
        {
            if (given)
            {
                parts.Add(text);
            }
        }
    }

    private static string Closing(RunResult result)
    {
        var total = result.Verdict.Total;
        var stopped = result.Interrupted ? " (stopped early)" : "";
        return result.Verdict.Passed
            ? string.Create(CultureInfo.InvariantCulture, $"PASSED{stopped}: {total.Received} events in {result.Took.TotalSeconds:0.#} s, none lost, duplicated or out of order; no rule was broken.")
            : $"FAILED{stopped}: {total.Lost} lost, {total.Duplicated} duplicated, {total.OutOfOrder} out of order; {result.Verdict.Violations.Count} rules broken.";
    }

    private static string Cost(RunResult result) => result.Resources is { } r
        ? string.Create(CultureInfo.InvariantCulture, $"{r.CpuMicrosecondsPerEvent:0.0} µs CPU and {r.BytesPerEvent:0} bytes allocated per event; {r.PeakBytes / 1048576.0:0.0} MiB peak memory")
        : !result.Options.UsesSimulator ? "not known: there were no events"
        : "not known: it shares its process with the simulator (--simulator child tells)";

    private static string List(IReadOnlyDictionary<string, long> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"));

    private static string Ms(double? seconds) =>
        seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s * 1000:0.0#} ms") : "-";
}
