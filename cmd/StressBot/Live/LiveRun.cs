using StressBot.Options;
using StressBot.Reporting;
using StressBot.Running;

namespace StressBot.Live;

internal static class LiveRun
{
    public static Task<RunResult> RunAsync(StressOptions options, Output output, CancellationToken interruption) =>
        throw new InvalidOperationException("TODO");
}
