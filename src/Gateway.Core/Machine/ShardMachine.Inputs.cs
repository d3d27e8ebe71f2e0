using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

// The inputs: what has happened outside.
public sealed partial class ShardMachine
{
    /// <summary>The shard may dial.</summary>
    /// <param name="connection">The number of the <see cref="AcquireConnectGrantAction"/>.</param>
    /// <param name="now">The time.</param>
    public void OnConnectGranted(int connection, TimeSpan now)
    {
        if (AwaitsGrant(connection))
        {
            _state.OnConnectGranted(now);
        }
    }

    /// <summary>Whoever decides over dials has failed. Counts as a failed dial.</summary>
    public void OnConnectRefused(int connection, Exception? error, TimeSpan now)
    {
        if (AwaitsGrant(connection))
        {
            End(new Ending(TransitionCause.DialFailed) { DialPhase = Transport.DialPhase.Unknown, Error = error }, now);
        }
    }

    /// <summary>The dial has succeeded.</summary>
    public void OnOpened(int connection, TimeSpan now)
    {
        if (IsDialing(connection))
        {
            _state.OnOpened(now);
        }
    }

    /// <summary>The dial has failed. The ending says where and why; its cause is <see cref="TransitionCause.DialFailed"/>.</summary>
    public void OnDialFailed(int connection, Ending ending, TimeSpan now)
    {
        if (IsDialing(connection))
        {
            _state.OnDialFailed(ending, now);
        }
    }

    /// <summary>The peer's close frame was received. <paramref name="code"/> is null for an empty one.</summary>
    public void OnClosed(int connection, int? code, string? reason, TimeSpan now) =>
        OnConnectionEnded(
            connection, new Ending(TransitionCause.RemoteClosed) { CloseCode = code, CloseReason = reason }, now);

    /// <summary>
    /// The connection is lost, or can no longer be used: <see cref="TransitionCause.ConnectionLost"/>,
    /// <see cref="TransitionCause.SendFailed"/>, <see cref="TransitionCause.MessageTooLarge"/>,
    /// <see cref="TransitionCause.DecodeFailed"/> or <see cref="TransitionCause.ConsumerTooSlow"/>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// Another cause, or one that the state cannot have: nothing is sent before Hello, nothing delivered before READY.
    /// </exception>
    public void OnLost(int connection, Ending ending, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(ending);
        if (ending.Cause is not (TransitionCause.ConnectionLost or TransitionCause.SendFailed
            or TransitionCause.MessageTooLarge or TransitionCause.DecodeFailed or TransitionCause.ConsumerTooSlow))
        {
            throw new ArgumentException($"The cause of a loss cannot be {ending.Cause}.", nameof(ending));
        }

        if (Live is { } live && live.Number == connection
            && !TransitionTable.Allows(_state.Kind, ending.Cause, ShardStateKind.Connecting))
        {
            throw new ArgumentException($"The cause of a loss in {_state.Kind} cannot be {ending.Cause}.", nameof(ending));
        }

        OnConnectionEnded(connection, ending, now);
    }

    /// <summary>The close frame of a <see cref="CloseTransportAction"/> was handed to the socket.</summary>
    public void OnCloseSent(int connection, TimeSpan now)
    {
        if (_state.Closing is { IsDone: false } closing && closing.Connection == connection)
        {
            closing.OnCloseSent(now);
            if (closing.IsDone)
            {
                _state.OnTransportGone(now);
            }
        }
    }

    /// <summary>The identify limiter has given its permit.</summary>
    public void OnIdentifyPermit(int connection, TimeSpan now)
    {
        if (IsLive(connection))
        {
            _state.OnIdentifyPermit(now);
        }
    }

    /// <summary>The identify limiter has failed.</summary>
    public void OnIdentifyPermitFailed(int connection, Exception? error, TimeSpan now)
    {
        if (IsLive(connection) && _state is IdentifyingState)
        {
            End(new Ending(TransitionCause.PermitUnavailable) { Error = error }, now);
        }
    }

    /// <summary>The token that <see cref="AcquireTokenAction"/> asked for.</summary>
    /// <exception cref="ArgumentException">The payload with it would be over 4096 bytes. Nothing has changed.</exception>
    public void OnToken(int connection, string token, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (IsLive(connection))
        {
            _state.OnToken(token, now);
        }
    }

    /// <summary>The token could not be had.</summary>
    public void OnTokenFailed(int connection, Exception? error, TimeSpan now)
    {
        if (IsLive(connection) && _state is IdentifyingState or ResumingState)
        {
            End(new Ending(TransitionCause.TokenUnavailable) { Error = error }, now);
        }
    }

    /// <summary>The queue whose overflow ended the last connection has room again.</summary>
    public void OnConsumerReady(TimeSpan now)
    {
        if (_started)
        {
            _state.OnConsumerReady(now);
        }
    }

    /// <summary>The time of <see cref="NextDeadline"/> has come. Calling it too early does nothing.</summary>
    public void OnDeadline(TimeSpan now)
    {
        if (_started)
        {
            _state.OnDeadline(now);
        }
    }

    /// <summary>
    /// The caller wants a new connection; the session is kept. A back-off before a resume is cut short; the wait before an
    /// Identify, and one that the server asked for, are not.
    /// </summary>
    public void OnReconnect(TimeSpan now)
    {
        if (_started)
        {
            _state.OnReconnectByCaller(now);
        }
    }

    /// <summary>
    /// The caller wants to know whether everything that was sent so far has come: a beat goes out, if the shard is Ready, and its ACK
    /// moves <see cref="AnsweredThrough"/>.
    /// </summary>
    internal void OnBeatWanted(TimeSpan now)
    {
        if (_state is ReadyState && Live!.TryProbe(now))
        {
            EmitHeartbeat(null);
        }
    }

    /// <summary>The caller wants the end. Does nothing when closed. A machine stopped before its start cannot be started.</summary>
    /// <param name="keepSession">Whether the session should survive, to be resumed later.</param>
    /// <param name="now">The time.</param>
    public void OnStop(bool keepSession, TimeSpan now)
    {
        if (_state is ClosedState)
        {
            return;
        }

        _started = true;
        var ending = new Ending(TransitionCause.StopRequested);
        var closing = Release(ending, keepSession, now);
        if (!keepSession)
        {
            Session = null;
        }

        MoveTo(new ClosedState(this, new ShardEnd(ShardEndKind.Stopped, ending), closing), ending.Cause, ending, now);
    }

    /// <summary>
    /// Asks whether a command may be written now. With <see cref="CommandVerdict.Send"/> it is counted, and the caller
    /// writes it on the current connection at once.
    /// </summary>
    /// <param name="sendClass"><see cref="SendClass.Command"/> or <see cref="SendClass.Presence"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="retryAt">With <see cref="CommandVerdict.Wait"/>: when to ask again.</param>
    public CommandVerdict AdmitCommand(SendClass sendClass, TimeSpan now, out TimeSpan retryAt)
    {
        if (sendClass is not (SendClass.Command or SendClass.Presence))
        {
            throw new ArgumentOutOfRangeException(nameof(sendClass), sendClass, "Allowed: Command, Presence.");
        }

        retryAt = now;
        if (_state is not ReadyState)
        {
            return CommandVerdict.NotReady;
        }

        if (!Live!.SendLog!.MaySend(sendClass, now, out retryAt))
        {
            return CommandVerdict.Wait;
        }

        Live.SendLog.Note(sendClass, now);
        return CommandVerdict.Send;
    }

    private void OnConnectionEnded(int connection, Ending ending, TimeSpan now)
    {
        if (Live is { } live && live.Number == connection)
        {
            End(ending, now);
        }
        else if (_state.Closing is { IsDone: false } closing && closing.Connection == connection)
        {
            // Whatever the peer answers to our close frame: what follows has been decided.
            closing.Finish();
            _state.OnTransportGone(now);
        }
        else
        {
            Counters.StaleInputs++;
        }
    }

    private bool AwaitsGrant(int connection)
    {
        if (connection == ConnectionNumber + 1 && _state is ConnectingState { AwaitsGrant: true })
        {
            return true;
        }

        Counters.StaleInputs++;
        return false;
    }

    private bool IsDialing(int connection)
    {
        if (connection == ConnectionNumber && _state is ConnectingState { IsDialing: true })
        {
            return true;
        }

        Counters.StaleInputs++;
        return false;
    }

    private bool IsLive(int connection)
    {
        if (Live is { } live && live.Number == connection)
        {
            return true;
        }

        Counters.StaleInputs++;
        return false;
    }
}
