using Gateway.Core.Diagnostics;
using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Driver;

// What the machine wants done. Only calls that do not block.
internal sealed partial class ShardDriver
{
    private Reservation<IdentifyPermit>? _permit;
    private bool _hasSession;

    /// <summary>Since when the shard waits for the identify limiter; null when it does not.</summary>
    public TimeSpan? PermitAwaitedSince => _permit is { IsAwaited: true } permit ? permit.AskedAt : null;

    private void Perform(ShardAction action)
    {
        switch (action)
        {
            case AcquireConnectGrantAction grant:
                _ = AcquireConnectGrantAsync(grant);
                break;
            case CancelConnectGrantAction:
                _slot?.Dispose();
                break;
            case DialAction dial:
                Dial(dial);
                break;
            case HeartbeatAction beat:
                ConnectionOf(beat)?.Lane!.Beat();
                break;
            case SendAction send:
                ConnectionOf(send)?.Lane!.Enqueue(new LaneItem { Payload = send.Payload, Purpose = send.Purpose });
                OnSend(send);
                break;
            case CloseTransportAction close:
                Close(close);
                break;
            case AbortTransportAction abort:
                ConnectionOf(abort)?.Abort();
                break;
            case AcquireTokenAction token:
                _ = AcquireTokenAsync(token.Connection);
                break;
            case AcquireIdentifyPermitAction permit:
                Logger.AwaitingPermit(Options.Shard);
                _ = AcquirePermitAsync(permit.Connection);
                break;
            case CancelIdentifyPermitAction:
                _permit?.Dispose();
                break;
            case SettleIdentifyPermitAction settle:
                _permit?.Held?.Settled(settle.Outcome);
                _permit?.Dispose();
                break;
            case TransitionedAction transitioned:
                SettleSlot(transitioned.Transition);
                OnTransition(transitioned.Transition);
                break;
            case StoppedAction stopped:
                OnStopped(stopped.End);
                break;
        }
    }

    private ShardConnection? ConnectionOf(ShardAction action)
    {
        lock (_gate)
        {
            return _connection?.Number == action.Connection ? _connection : null;
        }
    }

    private void Dial(DialAction dial)
    {
        ShardConnection connection;
        lock (_gate)
        {
            // The last that may still have an event in hand; a dial that failed since then has none.
            var previous = _flowing.LastOrDefault(c => c.Lane is not null)?.Finished;
            _connection = connection = new ShardConnection(this, dial.Connection, previous);
            _commands.OnConnectionEnded();
            _flowing.Add(connection);
        }

        _ = RunConnectionAsync(connection, dial);
    }

    private async Task RunConnectionAsync(ShardConnection connection, DialAction dial)
    {
        await connection.RunAsync(dial).ConfigureAwait(false);
        lock (_gate)
        {
            _flowing.Remove(connection);
        }

        connection.Finished.Set();
    }

    private void Close(CloseTransportAction close)
    {
        if (ConnectionOf(close) is { Lane: { } lane })
        {
            lane.Enqueue(new LaneItem { Payload = default, Close = (close.Code, close.Reason) });
        }
    }

    private void OnSend(SendAction send)
    {
        switch (send.Purpose)
        {
            case SendPurpose.Identify:
                Meter.Identified();
                Logger.Identifying(Options.Shard, Intents);
                FailCommandsOfOldSession();
                break;
            case SendPurpose.Resume:
                Meter.Resumed();
                if (Logger.IsEnabled(LogLevel.Information))
                {
                    Logger.Resuming(Options.Shard, Read(static m => m.CurrentSession?.Sequence ?? 0));
                }

                break;
        }
    }

    private async Task AcquireTokenAsync(int connection)
    {
        try
        {
            var cancellation = _connection?.Ended ?? CancellationToken.None;
            var token = await Options.Token.GetAsync(cancellation).ConfigureAwait(false);
            TakePresencesIntoIdentify();
            lock (_gate)
            {
                _machine.OnToken(connection, token, Now); // Throws when the token makes the payload too long.
            }

            PerformActions();
        }
#pragma warning disable CA1031 // The source is the user's: whatever it throws is a reason to try again later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Input((connection, e), static (m, s, now) => m.OnTokenFailed(s.connection, s.e, now));
        }
    }

    private async Task AcquirePermitAsync(int connection)
    {
        var permit = new Reservation<IdentifyPermit>(Now);
        _permit = permit;
        try
        {
            if (await permit.AcquireAsync(cancel => IdentifyLimiter.AcquireAsync(Options.Shard, cancel)).ConfigureAwait(false))
            {
                Input(connection, static (m, c, now) => m.OnIdentifyPermit(c, now));
            }
        }
#pragma warning disable CA1031 // The limiter is injected: its failure must not leave an unidentified socket behind.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Input((connection, e), static (m, s, now) => m.OnIdentifyPermitFailed(s.connection, s.e, now));
        }
    }

    private void OnTransition(ShardTransition transition)
    {
        if (transition.From == ShardStateKind.Ready)
        {
            Meter.ReadyChanged(-1);
        }

        if (transition.To == ShardStateKind.Ready)
        {
            Meter.ReadyChanged(1);
            _hasSession = true;
        }

        if (transition.Ending is { } ending)
        {
            LogEnding(transition, ending);
        }

        if (transition.From != transition.To)
        {
            Logger.StateChanged(Options.Shard, transition.From, transition.To, transition.Cause);
        }

        LastTransition = transition;
        Publish(transition);
    }

    private void LogEnding(ShardTransition transition, Ending ending)
    {
        Meter.Ended(ending.Cause);
        if (_hasSession && transition is { To: ShardStateKind.Connecting, WillResume: false })
        {
            _hasSession = false;
            Logger.SessionDropped(Options.Shard);
        }

        var dialFailed = ending.Cause is TransitionCause.DialFailed or TransitionCause.DialTimedOut;
        if (dialFailed && Logger.IsEnabled(LogLevel.Warning))
        {
            Logger.DialFailed(Options.Shard, ending.ToString(), transition.RetryIn, ending.Error);
        }
        else if (!dialFailed && Logger.IsEnabled(LogLevel.Information))
        {
            Logger.ConnectionEnded(
                Options.Shard, transition.Connection, ending.ToString(), transition.RetryIn, transition.WillResume);
        }

        if (ending is { Cause: TransitionCause.RemoteClosed, CloseCode: 4001 or 4002 or 4005 or 4008 })
        {
            Logger.OwnFault(Options.Shard, ending.CloseCode.Value, Options.CloseCodes.NameOf(ending.CloseCode));
        }
    }
}
