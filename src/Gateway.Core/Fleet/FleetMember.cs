using Gateway.Core.Commands;
using Gateway.Core.Driver;

namespace Gateway.Core.Fleet;

/// <summary>
/// One shard of a fleet over its runs: a <see cref="GatewayShard"/> runs once, and a restart makes another. Whatever happens in
/// here concerns no other member.
/// </summary>
internal sealed partial class FleetMember(FleetContext context, ShardId id, ShardSet set)
{
    private readonly Lock _gate = new();
    private GatewayShard? _shard;
    private ShardSession? _session;
    private Exception? _error;
    private Restart _restart;
    private Latch? _ended; // Of the run under way; null when there is none.
    private bool _stopping;
    private bool _isReady;
    private int _restarts;

    private enum Restart
    {
        None,
        Resume,
        Fresh,
    }

    public ShardId Id => id;

    public MemberPresence Presence { get; } = new();

    /// <summary>The shard of this run, or of the last one.</summary>
    public GatewayShard? Shard
    {
        get
        {
            lock (_gate)
            {
                return _shard;
            }
        }
    }

    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _ended is not null;
            }
        }
    }

    /// <summary>The session up to the last event that the handler has finished; null when there is none.</summary>
    public ShardSession? Session
    {
        get
        {
            GatewayShard shard;
            lock (_gate)
            {
                if (_shard is null || _ended is null)
                {
                    return _session;
                }

                shard = _shard;
            }

            return shard.ExportHandled();
        }
    }

    public FleetShardStatus Status
    {
        get
        {
            GatewayShard? shard;
            lock (_gate)
            {
                var state = _ended is not null ? MemberState.Running : _error is null ? MemberState.Stopped : MemberState.Failed;
                shard = _shard;
                return new FleetShardStatus
                {
                    Shard = id,
                    State = state,
                    Status = shard?.Status,
                    Error = _error,
                    Restarts = _restarts,
                };
            }
        }
    }

    /// <summary>Begins to run, until it is stopped or ends by itself.</summary>
    /// <param name="session">A session to go on with.</param>
    /// <exception cref="InvalidOperationException">It runs, or the fleet is being stopped.</exception>
    public void Start(ShardSession? session)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                throw new InvalidOperationException($"Shard {id} runs already. Allowed: a shard that was stopped, has ended, or is not in the plan.");
            }

            _ended = new Latch(context.Scheduler);
            _session = session;
            _error = null;
            _stopping = false;
            _restart = Restart.None;
        }

        if (set.TryStart(this))
        {
            _ = RunAsync();
            return;
        }

        lock (_gate)
        {
            _ended = null;
        }

        throw new InvalidOperationException("The fleet is being stopped. Allowed: starting shards while it runs.");
    }

    /// <summary>Ends the run under way. Completes when its connection is closed, not when its handler has ended.</summary>
    public Task StopAsync(bool keepSession) => EndRunAsync(Restart.None, keepSession);

    /// <summary>Ends the run under way and begins another, or begins one.</summary>
    public Task RestartAsync(bool resume)
    {
        ShardSession? session;
        lock (_gate)
        {
            _restarts++;
            session = resume ? _session : null;
            if (_ended is not null)
            {
                return EndRunAsync(resume ? Restart.Resume : Restart.Fresh, keepSession: resume);
            }
        }

        Start(session);
        return Task.CompletedTask;
    }

    /// <summary>Ends the run at once: the handler's token fires, the session is kept.</summary>
    public void Cancel()
    {
        GatewayShard? shard;
        lock (_gate)
        {
            _stopping = true;
            _restart = Restart.None;
            shard = _shard;
        }

        shard?.Cancel();
    }

    /// <summary>Completes when the run under way, its handler included, has ended; at once when there is none.</summary>
    public Task EndedAsync()
    {
        lock (_gate)
        {
            return _ended?.WaitAsync() ?? Task.CompletedTask;
        }
    }

    /// <summary>The newest presence is the only one that waits.</summary>
    public void SetPresence(UpdatePresence presence) => Presence.Set(presence, Shard);

    private Task EndRunAsync(Restart restart, bool keepSession)
    {
        GatewayShard? shard;
        lock (_gate)
        {
            _restart = restart;
            _stopping |= restart == Restart.None;
            shard = _ended is null ? null : _shard;
        }

        return shard?.StopAsync(keepSession) ?? Task.CompletedTask;
    }
}
