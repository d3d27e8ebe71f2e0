using System.Diagnostics;
using System.Globalization;
using StressBot.Clients;
using StressBot.Options;
using StressBot.Reporting;
using StressBot.Simulation;

namespace StressBot.Running;

/// <summary>Does something to many shards at once, or to one, and watches them come back.</summary>
internal sealed class Recovery(Interlude interlude, IBotClient client, ISimulation simulation, Output output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Often enough to see a curve of a few seconds.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(1);

    public async Task<RecoveryFigures> RunAsync(CancellationToken interruption)
    {
        var before = await client.GetStateAsync().ConfigureAwait(false);
        var identifies = (await simulation.GetStateAsync().ConfigureAwait(false)).Identifies;
        var sessions = before.Shards.ToDictionary(s => s.Shard, s => s.Session);
        var startedAt = Stopwatch.GetTimestamp();
        var (hit, withoutClient) = await StrikeAsync(before.Shards.Count).ConfigureAwait(false);
        ShardCursor[] resumed = [];
        var identified = 0;
        var name = InterludeName.Of(interlude);
        var nextLine = LineInterval;
        while (Stopwatch.GetElapsedTime(startedAt) is var elapsed && elapsed < Deadline && !interruption.IsCancellationRequested)
        {
            var shards = (await client.GetStateAsync().ConfigureAwait(false)).Shards;
            resumed = [.. shards.Where(s => s.ResumedAt > startedAt && s.Session == sessions[s.Shard])];
            identified = shards.Count(s => s.Session is not null && s.Session != sessions[s.Shard]);
            var isOver = resumed.Length + identified >= hit;
            if (elapsed >= nextLine || isOver)
            {
                nextLine = elapsed + LineInterval;
                output.Progress(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: after {elapsed.TotalSeconds:0.0} s {100.0 * resumed.Length / hit:0} % resumed ({resumed.Length} of {hit})"));
            }

            if (isOver)
            {
                break;
            }

            await Task.Delay(PollInterval, interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        double[] times = [.. resumed.Select(s => Stopwatch.GetElapsedTime(startedAt, s.ResumedAt).TotalSeconds).Order()];
        return new RecoveryFigures
        {
            After = interlude,
            Shards = hit,
            Resumed = resumed.Length,
            Identified = identified,
            FirstSeconds = At(1),
            HalfSeconds = At((hit + 1) / 2),
            MostSeconds = At((int)Math.Ceiling(hit * 0.9)),
            LastSeconds = At(hit),
            WithoutClientSeconds = withoutClient?.TotalSeconds,
            IdentifiesSpent = (await simulation.GetStateAsync().ConfigureAwait(false)).Identifies - identifies,
        };

        double? At(int count) => count >= 1 && count <= times.Length ? times[count - 1] : null;
    }

    private async Task<(int Hit, TimeSpan? WithoutClient)> StrikeAsync(int shards)
    {
        if (client is HandOverClient handingOver)
        {
            output.Line("hand-over: shard 0 goes from this process to the child");
            return (1, await handingOver.HandOverAsync().ConfigureAwait(false));
        }

        if (client is RestartingClient restarting)
        {
            output.Line($"{InterludeName.Of(interlude)}: the client's process {(interlude == Interlude.Kill ? "is killed" : "stops")}, and another one starts");
            return (shards, await restarting.RestartAsync().ConfigureAwait(false));
        }

        var dropped = await simulation.DropAllAsync().ConfigureAwait(false);
        output.Line($"storm: {dropped} connections were dropped at once");
        return (dropped, null);
    }
}
