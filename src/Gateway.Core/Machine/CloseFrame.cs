namespace Gateway.Core.Machine;

/// <summary>With which code we close, and whether the peer's answer is waited for.</summary>
internal static class CloseFrame
{
    /// <summary>Any code but 1000 and 1001 keeps the session.</summary>
    public const int KeepSession = 4000;

    /// <summary>Ends the session: the bot goes offline at once.</summary>
    public const int EndSession = 1000;

    /// <summary>Starts to close; null when the peer is gone or silent and is dropped at once.</summary>
    public static ClosingTransport? Send(
        ShardMachine machine, int connection, TransitionCause cause, bool keepSession, TimeSpan now)
    {
        if (cause is TransitionCause.ConnectionLost or TransitionCause.SendFailed or TransitionCause.HelloTimedOut
            or TransitionCause.ReadyTimedOut or TransitionCause.ResumedTimedOut)
        {
            machine.Emit(new AbortTransportAction(connection));
            return null;
        }

        machine.Emit(new CloseTransportAction(
            connection, keepSession ? KeepSession : EndSession, cause == TransitionCause.StopRequested ? "stopping" : "reconnecting"));
        return new ClosingTransport(machine, connection, WaitsForEcho(cause), now);
    }

    // Not for a peer that is dead, has closed already, or from which nothing more can be read.
    private static bool WaitsForEcho(TransitionCause cause) => cause is not (TransitionCause.HeartbeatTimedOut
        or TransitionCause.RemoteClosed or TransitionCause.MessageTooLarge or TransitionCause.DecodeFailed
        or TransitionCause.ConsumerTooSlow);
}
