using System.Threading.RateLimiting;
using Gateway.Core.Commands;
using Gateway.Core.Diagnostics;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Driver;

// Commands of the user, and what becomes of what is written.
internal sealed partial class ShardDriver
{
    private readonly List<PendingCommand> _presencesInIdentify = [];
    private UpdatePresence? _lastPresence;

    /// <summary>Completes when the transport has taken the bytes.</summary>
    public Task SendAsync(GatewayCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = command.Encode(Options.Encoding); // The caller hears of a command that is too long in this encoding.
        PendingCommand pending;
        lock (_gate)
        {
            if (_machine.State == ShardStateKind.Closed || _end is not null)
            {
                throw new CommandNotSentException(command.Opcode, CommandFailure.ShardEnded);
            }

            pending = _commands.Add(command, Now, _presencesInIdentify.Count);
        }

        if (cancellationToken.CanBeCanceled)
        {
            pending.Cancellation = cancellationToken.UnsafeRegister(
                static (s, token) =>
                {
                    var (driver, command) = ((ShardDriver, PendingCommand))s!;
                    driver.Cancel(command, token);
                },
                (this, pending));
            if (pending.Completion.IsDone)
            {
                pending.Cancellation.Dispose(); // It went while it was registered.
            }
        }

        PerformActions();
        return pending.Completion.Task;
    }

    public int WriteHeartbeat(Span<byte> destination)
    {
        lock (_gate)
        {
            SetHeartbeatCursor();
            return _machine.WriteHeartbeat(destination);
        }
    }

    public void OnWriting(LaneItem item)
    {
        if (item.Purpose == SendPurpose.Identify)
        {
            _permit?.Held?.Sent();
        }

        if (Options.FrameObserver is { } observer && item.Close is null)
        {
            try
            {
                observer.OnSending(Options.Shard, TokenMask.Apply(item.Payload).Span);
            }
#pragma warning disable CA1031 // An observer only looks on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Logger.ObserverFailed(Options.Shard, e);
            }
        }
    }

    public void OnWriteStarted()
    {
        lock (_gate)
        {
            Arm();
        }
    }

    public void OnWritten(ShardConnection connection, LaneItem item)
    {
        if (Logger.IsEnabled(LogLevel.Debug))
        {
            Logger.Sent(Options.Shard, item.What, item.Payload.Length);
        }

        if (item.Close is not null)
        {
            Input(connection.Number, static (m, n, now) => m.OnCloseSent(n, now));
        }
        else if (item.Command is { } command)
        {
            OnCommandSent(command);
        }
        else if (item.Purpose == SendPurpose.Identify)
        {
            CompletePresencesInIdentify();
        }
    }

    public void OnWriteFailed(ShardConnection connection, LaneItem item, Exception error)
    {
        // It may have arrived: nothing is ever sent twice.
        Fail(item.Command, CommandFailure.ConnectionLost, error);
        Input(
            (connection.Number, error),
            static (m, s, now) => m.OnLost(s.Number, new Ending(TransitionCause.SendFailed) { Error = s.error }, now));
    }

    /// <summary>A command was never handed to the socket: it waits for the next connection, at the head of the queue.</summary>
    public void OnLaneRefused(LaneItem item)
    {
        if (item.Command is not { } command)
        {
            return;
        }

        var failure = CommandFailure.ShardEnded;
        lock (_gate)
        {
            if (_end is null && _machine.State is not (ShardStateKind.Closed or ShardStateKind.Ready))
            {
                command.Lease?.Dispose(); // Of the limiter of a connection that has ended.
                command.Lease = null;
                if (!command.Canceled.IsCancellationRequested)
                {
                    _commands.PutBack(command);
                    return;
                }
            }

            if (_end is null && _machine.State == ShardStateKind.Ready)
            {
                failure = CommandFailure.ConnectionLost; // The socket has taken nothing for long; do not try for ever.
            }
        }

        if (command.Canceled.IsCancellationRequested)
        {
            command.Completion.TryCancel(command.Canceled);
            return;
        }

        Fail(command, failure, null);
    }

    private void OnCommandSent(PendingCommand command)
    {
        if (command.Command is UpdatePresence presence)
        {
            lock (_gate)
            {
                _lastPresence = presence;
            }
        }

        var waited = Now - command.EnqueuedAt;
        Meter.CommandSent(waited);
        Logger.CommandSent(Options.Shard, command.Command.Opcode, waited);
        command.Release();
        command.Completion.TryComplete();
    }

    private void Fail(PendingCommand? command, CommandFailure failure, Exception? error)
    {
        if (command is null)
        {
            return;
        }

        command.Release();
        if (command.Completion.TryFail(new CommandNotSentException(command.Command.Opcode, failure, error)))
        {
            Logger.CommandFailed(Options.Shard, command.Command.Opcode, failure);
        }
    }

    private void Cancel(PendingCommand command, CancellationToken cancellationToken)
    {
        bool removed;
        lock (_gate)
        {
            removed = _commands.Remove(command) || _presencesInIdentify.Remove(command);
            command.Canceled = cancellationToken; // The writer may have it, and give it back unwritten.
        }

        if (removed)
        {
            command.Lease?.Dispose();
            command.Completion.TryCancel(cancellationToken);
        }
    }

    private async Task AcquireLeaseAsync(ShardConnection connection, PendingCommand command)
    {
        RateLimitLease? lease = null;
        Exception? error = null;
        try
        {
            lease = await connection.Limiter!.AcquireAsync(1, connection.Ended).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The limiter is the user's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error = e;
        }

        var refused = false;
        lock (_gate)
        {
            _commands.OnLeaseSettled();
            var current = _connection == connection && !connection.Ended.IsCancellationRequested;
            if (lease is { IsAcquired: true } && current)
            {
                // Unless the command was cancelled meanwhile: then the lease goes back.
                if (_commands.Holds(command))
                {
                    command.Lease = lease;
                    lease = null;
                }
            }
            else if (current)
            {
                // A limiter that refuses instead of letting wait: its own queue is full.
                refused = _commands.Remove(command);
            }
        }

        lease?.Dispose();
        if (refused)
        {
            Fail(command, CommandFailure.LimiterFailed, error);
        }

        PerformActions();
    }

    // The newest presence goes into the Identify; those that wait are answered when it is written.
    private void TakePresencesIntoIdentify()
    {
        lock (_gate)
        {
            if (_machine.State != ShardStateKind.Identifying)
            {
                return;
            }

            _lastPresence = _commands.LastPresence() ?? _lastPresence;
            _presencesInIdentify.AddRange(_commands.TakePresences());
            _machine.Presence = _lastPresence ?? Options.Presence;
        }
    }

    private void CompletePresencesInIdentify()
    {
        PendingCommand[] presences;
        lock (_gate)
        {
            presences = [.. _presencesInIdentify];
            _presencesInIdentify.Clear();
        }

        foreach (var presence in presences)
        {
            OnCommandSent(presence);
        }
    }

    private void FailCommandsOfOldSession()
    {
        List<PendingCommand> commands;
        lock (_gate)
        {
            // Before the first session there is none that a command could have belonged to.
            commands = _machine.ReadyData is null ? [] : _commands.TakeForNewSession();
        }

        foreach (var command in commands)
        {
            Fail(command, CommandFailure.SessionEnded, null);
        }
    }
}
