using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Machine;

namespace Gateway.Fleet.Tests.Support;

/// <summary>A fleet under way on real sockets.</summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    private readonly ShardManager _manager;
    private readonly Task _running;

    public RunningFleet(ShardManager manager, FleetAccount account)
    {
        _manager = manager;
        _running = manager.RunAsync((dispatch, _) =>
        {
            account.Note(dispatch);
            return ValueTask.CompletedTask;
        });
    }

    public ShardManager Manager => _manager;

    public async Task UntilReadyAsync()
    {
        var ready = _manager.WaitUntilReadyAsync();
        await Deadline.Within(Task.WhenAny(ready, _running));
        Assert.That(_running.IsCompleted, Is.False, Story());
        await ready;
    }

    public async Task StopAsync()
    {
        await Deadline.Within(_manager.StopAsync());
        await Deadline.Within(_running);
    }

    /// <summary>The shards that are not Ready, for messages.</summary>
    public string Story() => string.Join('\n', _manager.Status.Shards.Where(s => s.Status?.State != ShardStateKind.Ready)
        .Select(s => $"{s.Shard} {s.State} {s.Status?.State} {s.Status?.LastTransition} {s.Error?.Message}"));

    public async ValueTask DisposeAsync() => await StopAsync();
}
