using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Transport;

namespace Gateway.Sockets.Tests.Support;

/// <summary>A shard under way, with everything it has said and delivered.</summary>
internal sealed class RunningShard : IAsyncDisposable
{
    private readonly ConcurrentQueue<(TimeSpan At, ShardTransition Transition)> _transitions = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly long _origin = Stopwatch.GetTimestamp();

    public RunningShard(
        GatewayShardOptions options, ITransport transport, DispatchHandler? onDispatch = null, LossAccount? account = null)
    {
        Account = account ?? new LossAccount();
        Shard = new GatewayShard(options, transport);
        var watching = WatchAsync();
        Running = Shard.RunAsync(
            (dispatch, token) =>
            {
                Account.Note(dispatch);
                return onDispatch?.Invoke(dispatch, token) ?? ValueTask.CompletedTask;
            },
            _cancellation.Token);
        _ = watching;
    }

    public GatewayShard Shard { get; }

    public Task Running { get; }

    public LossAccount Account { get; }

    public IReadOnlyList<ShardTransition> Transitions => [.. _transitions.Select(t => t.Transition)];

    public MachineCounters Counters => Shard.Status.Counters;

    /// <summary>Options that every scenario starts from.</summary>
    public static GatewayShardOptions Options(IGatewayInfoSource info) => new()
    {
        Token = "sim-token",
        Intents = GatewayIntents.AllUnprivileged,
        GatewayInfo = info,
        ReconnectPolicy = FastRecovery.Policy,
        Recovery = FastRecovery.Recovery,
        IdentifyLimiter = FastRecovery.NewLimiter(),
    };

    public void Cancel() => _cancellation.Cancel();

    /// <summary>Waits until the shard is Ready and has said so: the transitions have a stream of their own.</summary>
    public Task UntilReadyAsync() => UntilAsync(
        () => Shard.Status is { State: ShardStateKind.Ready } status
            && Transitions is [.., { To: ShardStateKind.Ready } last] && last.Connection == status.Connection,
        "the shard is Ready");

    public Task UntilAsync(Func<bool> condition, string what) => Wait.UntilAsync(condition, what, Story);

    /// <summary>Waits for an ending of this cause, and answers with it.</summary>
    public async Task<ShardTransition> UntilEndedByAsync(TransitionCause cause)
    {
        await UntilAsync(() => Transitions.Any(t => t.Ending?.Cause == cause), $"a connection ends with {cause}");
        return Transitions.First(t => t.Ending?.Cause == cause);
    }

    /// <summary>What happened, for the message of a failure.</summary>
    public string Story() => string.Join('\n', _transitions.Select(
        e => $"{e.At:ss\\.fff} {e.Transition.From} -> {e.Transition.To} #{e.Transition.Connection} {e.Transition.Ending?.ToString() ?? e.Transition.Cause.ToString()}, retry in {e.Transition.RetryIn} {e.Transition.Ending?.Error?.Message}"))
        + $"\n{Shard.Status}";

    public async ValueTask DisposeAsync()
    {
        await Contracts.Deadline.Within(Shard.DisposeAsync());
        await Contracts.Deadline.Within(Running.ContinueWith(static _ => { }, TaskScheduler.Default));
        _cancellation.Dispose();
    }

    private async Task WatchAsync()
    {
        await foreach (var transition in Shard.ReadTransitionsAsync())
        {
            _transitions.Enqueue((Stopwatch.GetElapsedTime(_origin), transition));
        }
    }
}
