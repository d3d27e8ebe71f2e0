using System.Runtime.CompilerServices;
using Gateway.Core.Commands;
using Gateway.Core.Delivery;
using Gateway.Core.Driver;
using Gateway.Core.Fleet;
using Gateway.Core.Transport;

namespace Gateway.Core;

/// <summary>
/// Runs many shards of one bot: starts them as fast as Discord allows, keeps each going, and gives the events of all to one
/// handler or one stream. Every event carries its shard.
/// </summary>
/// <remarks>
/// Runs on the task of whoever calls <see cref="RunAsync(DispatchHandler, CancellationToken)"/>; no long-running task is started.
/// All members are safe to call from any thread, from the handler too. What happens to one shard concerns no other.
/// </remarks>
public sealed partial class ShardManager : IAsyncDisposable
{
    private readonly FleetContext _context;

    /// <summary>Makes a manager. Nothing happens before it is run.</summary>
    /// <param name="options">What it is to do.</param>
    /// <param name="transport">How its shards reach the network. Not disposed with the manager.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names every violation.</exception>
    public ShardManager(ShardManagerOptions options, ITransport transport)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(transport);
        options.ThrowIfInvalid(nameof(options));
        _context = new FleetContext(options, transport);
        _done = new Latch(_context.Scheduler);
    }

    /// <summary>How the fleet is, now. A snapshot.</summary>
    public FleetStatus Status
    {
        get
        {
            var set = _set;
            FleetShardStatus[] shards = [.. (set?.Members ?? []).Select(m => m.Status)];
            return new FleetStatus
            {
                ShardCount = set?.Count ?? 0,
                Running = set?.Running ?? 0,
                Ready = set?.Ready ?? 0,
                Failed = shards.Count(s => s.State == MemberState.Failed),
                AwaitingConnect = shards.Count(s => s.Status?.AwaitsConnectSince is not null),
                Quarantined = _context.Gate?.QuarantinedCount ?? 0,
                Budget = _context.Governor?.Status,
                AwaitingIdentify = shards.Count(s => s.Status?.AwaitsIdentifyPermitSince is not null),
                Shards = shards,
                Reshard = _resharder?.Status,
            };
        }
    }

    /// <summary>Runs the plan until it is stopped.</summary>
    /// <param name="handler">
    /// Gets the events: of one shard one at a time and in order, of different shards at the same time.
    /// </param>
    /// <param name="cancellationToken">Ends the run at once; sessions are kept.</param>
    /// <exception cref="GatewayClosedException">A shard met a close code that concerns all, or had to end the fleet by the policy, or was the last.</exception>
    /// <exception cref="TransportConnectException">Get Gateway Bot says that the token is wrong.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    /// <exception cref="InvalidOperationException">The manager was run before, or the plan wants a recommendation that the source of the address does not give.</exception>
    public Task RunAsync(DispatchHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(new DelegateHandler(handler), cancellationToken);
    }

    /// <inheritdoc cref="RunAsync(DispatchHandler, CancellationToken)"/>
    public Task RunAsync(IDispatchHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Claim();
        return RunPlanAsync(handler, cancellationToken);
    }

    /// <summary>
    /// Runs the plan and gives the events of all shards as one stream. Enumerating is running: the shards start with the first
    /// item asked for, and are stopped, their sessions kept, when the enumeration is left. A dispatch is valid until the next
    /// item is asked for.
    /// </summary>
    /// <param name="cancellationToken">Ends the run at once; sessions are kept.</param>
    /// <remarks>Throws what <see cref="RunAsync(DispatchHandler, CancellationToken)"/> throws.</remarks>
    public async IAsyncEnumerable<Dispatch> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Claim();
        var merged = new MergedStream(_context.Scheduler);
        using var registration = cancellationToken.UnsafeRegister(static s => ((MergedStream)s!).Abandon(), merged);
        var running = RunMergedAsync(merged, cancellationToken);
        try
        {
            while (await merged.WaitAsync().ConfigureAwait(false))
            {
                var (dispatch, slot) = merged.Take();
                try
                {
                    yield return dispatch;
                }
                finally
                {
                    MergedStream.Return(slot);
                }
            }
        }
        finally
        {
            Cancel();
            merged.Abandon();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await running.ConfigureAwait(false); // Throws what the run has ended with.
    }

    /// <summary>Sends a command on a shard; see <see cref="GatewayShard.SendAsync"/>.</summary>
    /// <param name="shardIndex">A shard of this manager.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">This manager has no such shard.</exception>
    /// <exception cref="CommandQueueFullException">Too many commands wait already.</exception>
    /// <exception cref="CommandNotSentException">The session ended, the connection was lost while writing, or the shard has ended.</exception>
    public Task SendAsync(int shardIndex, GatewayCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return SendAsync(MemberOf(shardIndex, nameof(shardIndex)), command, cancellationToken);
    }

    /// <summary>Sends a command on the shard that has a guild, at this moment: while the fleet is resharded it may be an old or a new one.</summary>
    /// <param name="guildId">The guild.</param>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">The guild's shard is not one of this manager.</exception>
    /// <exception cref="CommandQueueFullException">Too many commands wait already.</exception>
    /// <exception cref="CommandNotSentException">The session ended, the connection was lost while writing, or the shard has ended.</exception>
    public Task SendToGuildAsync(ulong guildId, GatewayCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return SendAsync(OwnerOf(guildId, nameof(guildId)), command, cancellationToken);
    }

    /// <summary>
    /// Sets the presence of a shard, or of all. It is sent as soon as the shard is Ready, and kept over reconnects, new sessions
    /// and restarts; one that was overtaken by a newer one is not sent.
    /// </summary>
    /// <param name="presence">The presence.</param>
    /// <param name="shardIndex">A shard of this manager; null: all that there are now.</param>
    /// <exception cref="ArgumentOutOfRangeException">This manager has no such shard.</exception>
    public void SetPresence(UpdatePresence presence, int? shardIndex = null)
    {
        ArgumentNullException.ThrowIfNull(presence);
        foreach (var member in shardIndex is { } index ? [MemberOf(index, nameof(shardIndex))] : RunningSet().Members)
        {
            member.SetPresence(presence);
        }
    }

    /// <summary>Completes when all shards that run are Ready, at once if they are.</summary>
    /// <exception cref="InvalidOperationException">The fleet has ended.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        await StartedAsync(cancellationToken).ConfigureAwait(false);
        await RunningSet().WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What happens to the shards from this call on, in order for each shard; ends with the run. Bounded: when nobody reads, the
    /// oldest are dropped, counted and warned of.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<ShardChange> ReadChangesAsync(CancellationToken cancellationToken = default) =>
        _context.Changes.ReadAsync(cancellationToken);

    /// <summary>Begins to run a shard that is not in the plan, was stopped, or has ended.</summary>
    /// <param name="shardIndex">0 to the shard count − 1.</param>
    /// <param name="session">A session to go on with, as another process has exported it; null: the shard identifies.</param>
    /// <exception cref="ArgumentException">There can be no such shard, or the session is of another one.</exception>
    /// <exception cref="InvalidOperationException">The shard runs already, or the fleet does not.</exception>
    public void Add(int shardIndex, ShardSession? session = null)
    {
        var set = RunningSet();
        if (shardIndex < 0 || shardIndex >= set.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(shardIndex), shardIndex, $"The shard is {shardIndex}. Allowed: 0 to {set.Count - 1}.");
        }

        if (session is not null && (session.ShardIndex != shardIndex || session.ShardCount != set.Count))
        {
            throw new ArgumentException(
                $"The session is of shard {session.ShardIndex}/{session.ShardCount}. Allowed: one of shard {shardIndex}/{set.Count}.", nameof(session));
        }

        set.GetOrAdd(shardIndex).Start(session);
    }

    /// <summary>Stops one shard. Completes when its connection is closed; inside its handler it does not wait for that handler.</summary>
    /// <param name="shardIndex">A shard of this manager.</param>
    /// <param name="keepSession">True (default): a restart can resume. False: the bot goes offline there at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">This manager has no such shard.</exception>
    public Task StopShardAsync(int shardIndex, bool keepSession = true) =>
        MemberOf(shardIndex, nameof(shardIndex)).StopAsync(keepSession);

    /// <summary>Stops one shard and starts it again; also one that was stopped or has ended.</summary>
    /// <param name="shardIndex">A shard of this manager.</param>
    /// <param name="resume">True (default): with its session. False: with a new one, which costs an identify.</param>
    /// <returns>Completes when the old connection is closed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">This manager has no such shard.</exception>
    /// <exception cref="InvalidOperationException">The fleet is being stopped.</exception>
    public Task RestartShardAsync(int shardIndex, bool resume = true) =>
        MemberOf(shardIndex, nameof(shardIndex)).RestartAsync(resume);

    /// <summary>
    /// The session of a shard as another process can go on with it, up to the last event that the handler has finished; null when
    /// there is none. Stop the shard first, or two processes will have it.
    /// </summary>
    /// <param name="shardIndex">A shard of this manager.</param>
    /// <exception cref="ArgumentOutOfRangeException">This manager has no such shard.</exception>
    public ShardSession? SessionOf(int shardIndex) => MemberOf(shardIndex, nameof(shardIndex)).Session;

    /// <summary>
    /// Stops all shards. Completes when their connections are closed. The run goes on until what was received is handled and the
    /// sessions are saved.
    /// </summary>
    /// <param name="keepSessions">True (default): so that they can be resumed later. False: the bot goes offline at once.</param>
    public Task StopAsync(bool keepSessions = true) => StopAllAsync(keepSessions);

    /// <summary>As <see cref="StopAsync"/> with the sessions kept. Any number of times, in any state.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _ran, 1) == 0)
        {
            _context.Dispose(); // It was never run, and will not be.
        }
    }
}
