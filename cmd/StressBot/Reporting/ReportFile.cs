using System.Text.Json;
using System.Text.Json.Serialization;
using StressBot.Running;

namespace StressBot.Reporting;

/// <summary>The figures as JSON.</summary>
internal static class ReportFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Writes the file that was asked for, if one was.</summary>
    public static async Task WriteAsync(string? path, object content, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return;
        }

        var file = File.Create(path);
        await using (file.ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(file, content, Json, cancellationToken).ConfigureAwait(false);
        }
    }

    public static object Content(RunResult result)
    {
        var total = result.Verdict.Total;
        var figures = result.Shards.ToDictionary(f => f.Shard);
        return new
        {
            result.Verdict.Passed,
            result.Seed,
            Command = result.Options.UsesSimulator ? Summary.Command(result) : null,
            DurationSeconds = result.Took.TotalSeconds,
            result.Interrupted,
            total.Sent,
            total.Received,
            total.Lost,
            total.Duplicated,
            total.OutOfOrder,
            total.Again,
            total.EndedWithSession,
            result.Verdict.EndedWithSessionByCause,
            Identifies = result.Shards.Sum(s => s.Identifies),
            Resumes = result.Shards.Sum(s => s.Resumes),
            Reconnects = result.Shards.Sum(s => s.Reconnects),
            result.ReconnectsByCause,
            result.Recovery,
            result.Verdict.Violations,
            result.Verdict.Faults,
            result.Heartbeats,
            LongestStallSeconds = result.LongestStall.TotalSeconds,
            Client = result.Resources,
            result.Warnings,
            Shards = result.Verdict.Shards.Select(v => new { Counts = v, Connections = figures[v.Shard] }),
        };
    }
}
