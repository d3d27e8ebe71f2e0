using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Transport;
using StressBot.Account;

namespace StressBot.Running;

/// <summary>One shard, what it delivered, and how it ended.</summary>
#pragma warning disable CA1001 // StopAsync disposes the shard.
internal sealed class ShardRunner
#pragma warning restore CA1001
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);
    private readonly SocketWatch _sockets;
    private readonly IDispatchHandler _handler;
    private readonly List<MachineCounters> _earlier = [];
    private GatewayShardOptions _options;
    private GatewayShard _shard;
    private Task _run = Task.CompletedTask;

    public ShardRunner(GatewayShardOptions options, ITransport transport, Func<ShardLedger, IDispatchHandler> handler)
    {
        _options = options;
        _sockets = new SocketWatch(transport);
        _shard = new GatewayShard(options, _sockets);
        Ledger = new ShardLedger(options.Shard.Index);
        _handler = handler(Ledger);
    }

    public ShardLedger Ledger { get; }

    public ShardStatus Status => _shard.Status;

    public GatewayShard Shard => _shard;

    /// <summary>Completes when the shard's run has, however it did.</summary>
    public Task Run => _run;

    public long Identifies => _earlier.Sum(c => c.IdentifiesSent) + _shard.Status.Counters.IdentifiesSent;

    public long Resumes => _earlier.Sum(c => c.ResumesSent) + _shard.Status.Counters.ResumesSent;

    public void Start() => _run = _shard.RunAsync(_handler);

    /// <summary>Ends the shard and starts a new one in its place, without the session.</summary>
    public async Task RestartAsync(Func<GatewayShardOptions, GatewayShardOptions>? change = null)
    {
        await _shard.DisposeAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _earlier.Add(_shard.Status.Counters);
        _options = change?.Invoke(_options) ?? _options;
        _shard = new GatewayShard(_options, _sockets);
        Start();
    }

    /// <summary>Stops the shard and says what was wrong with its end.</summary>
    public async Task<IReadOnlyList<string>> StopAsync(bool keepSession)
    {
        var faults = new List<string>();
        var before = _shard.Status;
        var name = $"Shard {before.Shard}";
        try
        {
            await _shard.StopAsync(keepSession).WaitAsync(StopPatience).ConfigureAwait(false);
            await _run.WaitAsync(StopPatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            faults.Add($"{name} did not stop within {StopPatience.TotalSeconds} s; it is {_shard.Status.State}.");
        }
        catch (GatewayException e)
        {
            faults.Add($"{name} ended by itself: {e.Message}");
        }
#pragma warning disable CA1031 // Whatever else a run ends with is a finding.
        catch (Exception e)
#pragma warning restore CA1031
        {
            faults.Add($"{name} crashed: {e}");
        }

        await _shard.DisposeAsync().ConfigureAwait(false);
        if (before.State is not (ShardStateKind.Ready or ShardStateKind.Closed))
        {
            faults.Add($"{name} was {before.State} at the end, after {before.LastTransition?.Cause}; next deadline {before.NextDeadlineAt:HH:mm:ss.fff}.");
        }

        if (_sockets.Overlaps > 0)
        {
            faults.Add($"{name} dialed {_sockets.Overlaps} times while it still held a connection.");
        }

        if (_sockets.Held > 0)
        {
            faults.Add($"{name} held {_sockets.Held} connections after its end.");
        }

        return faults;
    }
}
