using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Core;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests.Support;

/// <summary>What happened to the shards of a fleet, with times, for the message of a test that has failed.</summary>
internal sealed class FleetStory : IAsyncDisposable
{
    private readonly GatewayServer _server;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _reading;

    public FleetStory(ShardManager manager, GatewayServer server)
    {
        _server = server;
        _reading = ReadAsync(manager);
    }

    /// <summary>Adds a line of the test's own.</summary>
    public void Note(string line) => _lines.Enqueue($"{Stopwatch.GetElapsedTime(_startedAt).TotalSeconds,8:F3} {line}");

    public override string ToString() => string.Join('\n', [
        "",
        .. _lines,
        "as the server has it:",
        .. _server.Account.Sessions.Select(s => $"{s.CreatedAt.TotalSeconds,8:F3} {s.Shard} {s.Id} ended {s.EndedAt?.TotalSeconds:F3} by {s.EndedBy} {s.EndCause} {s.EndCode}"),
        .. _server.Account.Violations.Select(v => v.ToString()),
        _server.Account.Counters.ToString(),
    ]);

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _reading;
        _enough.Dispose();
    }

    private async Task ReadAsync(ShardManager manager)
    {
        try
        {
            await foreach (var change in manager.ReadChangesAsync(_enough.Token))
            {
                Note(change.Transition is { } t
                    ? $"{change.Shard} connection {t.Connection}: {t.From} > {t.To}, {t.Cause} {t.Ending} {t.Ending?.Error?.Message} {t.RetryIn} {(t.WillResume ? "resumes" : "")}"
                    : $"{change.Shard} {change.Kind} {change.Reshard} {change.Error?.Message}");
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
