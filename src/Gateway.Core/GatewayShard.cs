using System.Runtime.CompilerServices;
using Gateway.Core.Commands;
using Gateway.Core.Delivery;
using Gateway.Core.Driver;
using Gateway.Core.Machine;
using Gateway.Core.Transport;

namespace Gateway.Core;

/// <summary>
/// One shard: connects, identifies or resumes, keeps the connection alive, and gives the events to a handler, until it
/// is stopped or the gateway says that trying again cannot help.
/// </summary>
/// <remarks>
/// Runs on the task of whoever calls <see cref="RunAsync(DispatchHandler, CancellationToken)"/>; no long-running task
/// is started. All members are safe to call from any thread, from the handler too.
/// </remarks>
public sealed class GatewayShard : IAsyncDisposable
{
    private readonly ShardDriver _driver;
    private int _ran;

    /// <summary>Makes a shard. Nothing happens before it is run.</summary>
    /// <param name="options">What it is to do.</param>
    /// <param name="transport">How it reaches the network. Not disposed with the shard; several shards may share it.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names every violation.</exception>
    public GatewayShard(GatewayShardOptions options, ITransport transport)
    {
        ArgumentNullException.ThrowIfNull(transport);
        _driver = new ShardDriver(options, transport);
    }

    /// <summary>As a member of a fleet, which hears of every transition in place and may sift the events.</summary>
    internal GatewayShard(GatewayShardOptions options, ITransport transport, Action<ShardTransition> watcher, DispatchSieve sieve) =>
        _driver = new ShardDriver(options, transport) { Watcher = watcher, Sieve = sieve };

    /// <summary>Which shard.</summary>
    public ShardId Id => _driver.Options.Shard;

    /// <summary>The intents that are asked for: given, or derived from the events that were named.</summary>
    public GatewayIntents Intents => _driver.Intents;

    /// <summary>What the named events led to, privileged and ungoverned ones told apart; null when intents were given.</summary>
    public EventSelection? Events => _driver.Selection;

    /// <summary>How the shard is, now. A snapshot.</summary>
    public ShardStatus Status => ShardStatus.Of(_driver);

    /// <summary>
    /// The session as another process can go on with it, up to the last event that the handler was given; null when
    /// there is none. After a stop that keeps the session this is what to save.
    /// </summary>
    public ShardSession? Session => _driver.Export();

    /// <summary>Runs the shard until it is stopped.</summary>
    /// <param name="handler">Gets the events, one at a time, inline or over the queue.</param>
    /// <param name="cancellationToken">Ends the run at once; the session is kept.</param>
    /// <exception cref="GatewayClosedException">The gateway said that trying again cannot help, or the policy gave up.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    /// <exception cref="InvalidOperationException">The shard was run before.</exception>
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
        return RunHandlerAsync(handler, cancellationToken);
    }

    /// <summary>
    /// Runs the shard and gives its events as a stream, over the queue. Enumerating is running: the shard starts with
    /// the first item asked for, and is stopped, its session kept, when the enumeration is left.
    /// </summary>
    /// <param name="cancellationToken">Ends the run at once; the session is kept.</param>
    /// <exception cref="GatewayClosedException">As for <see cref="RunAsync(DispatchHandler, CancellationToken)"/>.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    /// <exception cref="InvalidOperationException">The shard was run before.</exception>
    public async IAsyncEnumerable<Dispatch> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Claim();
        var queued = NewQueue();
        _driver.Delivery = queued;
        using var registration = StopOn(cancellationToken);
        _driver.Start();
        var completed = CompleteWhenStoppedAsync(queued.Queue);
        try
        {
            while (await queued.Queue.WaitForItemAsync().ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (queued.Queue.TryDequeue(out var item))
                {
                    try
                    {
                        yield return item.Dispatch;
                    }
                    finally
                    {
                        queued.Queue.Return(item.Message, finished: true);
                    }
                }
            }
        }
        finally
        {
            _driver.Stop(keepSession: true);
            queued.Queue.Complete(); // Nobody takes anything out any more: a reader that waits for room goes on.
            await completed.ConfigureAwait(false);
        }

        await _driver.FinishAsync(completed, static () => { }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a command. Waits until the shard is Ready and the limits allow it; several wait in order.</summary>
    /// <param name="command">A command of <c>Gateway.Core.Commands</c>; its own limits were checked when it was made.</param>
    /// <param name="cancellationToken">Gives up waiting. Once the write has begun it has no effect.</param>
    /// <returns>Completes when the transport has taken the bytes. Discord does not confirm commands.</returns>
    /// <exception cref="CommandQueueFullException">Too many commands wait already.</exception>
    /// <exception cref="CommandNotSentException">The session ended, the connection was lost while writing, or the shard has ended.</exception>
    public Task SendAsync(GatewayCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _driver.SendAsync(command, cancellationToken);
    }

    /// <summary>Completes when the shard is Ready, at once if it is.</summary>
    /// <exception cref="GatewayClosedException">The shard has ended.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken = default) =>
        _driver.WaitUntilReadyAsync(cancellationToken);

    /// <summary>
    /// The shard's transitions from now on, in order; ends with the shard. Bounded to 256: when nobody reads, the
    /// oldest are dropped, counted and warned of. READY and RESUMED are delivered after the transition they cause;
    /// there is no other promise of order between this stream and the events.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public IAsyncEnumerable<ShardTransition> ReadTransitionsAsync(CancellationToken cancellationToken = default) =>
        ReadTransitionsAsync(_driver.Subscribe(), cancellationToken);

    /// <summary>
    /// Drops the connection and makes a new one, with the same session. Cuts short a back-off before a resume, but not the
    /// wait before an Identify nor one that the server asked for.
    /// </summary>
    public void Reconnect() => _driver.Input(0, static (m, _, now) => m.OnReconnect(now));

    /// <summary>
    /// Stops the shard. Completes when its connection is closed; inside a handler it does not wait for that handler.
    /// The run goes on until the events that were received are handled, for at most the stop time-out.
    /// </summary>
    /// <param name="keepSession">
    /// True (default): closes so that <see cref="Session"/> can be resumed later. False: the bot goes offline at once.
    /// </param>
    public Task StopAsync(bool keepSession = true)
    {
        _driver.Stop(keepSession);
        return _driver.StoppedAsync();
    }

    /// <summary>As <see cref="StopAsync"/> with the session kept. Any number of times, in any state.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _driver.Dispose();
    }

    /// <summary>As <see cref="Session"/>, but up to the last event that the handler has finished.</summary>
    internal ShardSession? ExportHandled() => _driver.Export(handled: true);

    /// <summary>
    /// How long ago the shard had certainly received all that was sent to it; null when it is not Ready, or not certain.
    /// <see cref="Probe"/> makes it so.
    /// </summary>
    internal TimeSpan? CaughtUpSince() => _driver.Read(m => _driver.Now - m.AnsweredThrough);

    internal bool IsReady => ReadySession is not null;

    /// <summary>The session in which it is Ready; null when it is not.</summary>
    internal string? ReadySession => _driver.Read(static m => m.State == ShardStateKind.Ready ? m.Session?.Id : null);

    /// <summary>Sends a heartbeat beside the schedule, if the shard is Ready.</summary>
    internal void Probe() => _driver.Input(0, static (m, _, now) => m.OnBeatWanted(now));

    /// <summary>What the token of <see cref="RunAsync(IDispatchHandler, CancellationToken)"/> does when it fires.</summary>
    internal void Cancel()
    {
        _driver.CancelHandler();
        _driver.Stop(keepSession: true);
    }

    private async IAsyncEnumerable<ShardTransition> ReadTransitionsAsync(
        BoundedStream<ShardTransition> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false) is { } transition)
            {
                yield return transition;
            }
        }
        finally
        {
            _driver.Unsubscribe(stream);
        }
    }

    private async Task RunHandlerAsync(IDispatchHandler handler, CancellationToken cancellationToken)
    {
        var invoker = new HandlerInvoker(handler, _driver.OnHandlerError, _driver.HandlerToken);
        var queued = _driver.Options.Delivery.Mode == DeliveryMode.Queued ? NewQueue() : null;
        _driver.Delivery = queued as IDelivery ?? new InlineDelivery(invoker);
        using var registration = StopOn(cancellationToken);
        _driver.Start();
        var consumer = queued is null ? Task.CompletedTask : ConsumeAsync(queued.Queue, invoker);
        await _driver.FinishAsync(consumer, () => queued?.Queue.Complete(), cancellationToken).ConfigureAwait(false);
    }

    private async Task ConsumeAsync(DispatchQueue queue, HandlerInvoker invoker)
    {
        while (await queue.WaitForItemAsync().ConfigureAwait(false))
        {
            while (!_driver.HandlerToken.IsCancellationRequested && queue.TryDequeue(out var item))
            {
                queue.Return(item.Message, finished: await invoker.InvokeAsync(item.Dispatch).ConfigureAwait(false));
            }

            if (_driver.HandlerToken.IsCancellationRequested)
            {
                return; // What was not given to the handler stays, and the saved session begins before it.
            }
        }
    }

    // Everything that was read is in the queue when the reader has ended, and only then may the queue end.
    private async Task CompleteWhenStoppedAsync(DispatchQueue queue)
    {
        await _driver.ReadersEndedAsync().ConfigureAwait(false);
        queue.Complete();
    }

    private CancellationTokenRegistration StopOn(CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(
            static s =>
            {
                var driver = (ShardDriver)s!;
                driver.CancelHandler();
                driver.Stop(keepSession: true);
            },
            _driver);

    private QueuedDelivery NewQueue() => new(
        new DispatchQueue(_driver.Options.Delivery, _driver.Options.Scheduler), _driver.Options.Delivery.Overflow,
        _driver.OnQueueFull);

    private void Claim()
    {
        if (Interlocked.Exchange(ref _ran, 1) != 0)
        {
            throw new InvalidOperationException("A shard is run once. Make a new one, with Session to go on where this one stopped.");
        }
    }
}
