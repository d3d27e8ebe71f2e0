namespace Gateway.Core.Machine;

/// <summary>
/// An old connection on its way out: the close frame is written, the peer's is waited for shortly, then it is aborted.
/// The next dial comes after that, never before.
/// </summary>
internal sealed class ClosingTransport(ShardMachine machine, int connection, bool waitForEcho, TimeSpan now)
{
    public int Connection { get; } = connection;

    public bool IsDone { get; private set; }

    public TimeSpan Deadline { get; private set; } = now + machine.Options.Timeouts.CloseWrite;

    public void OnCloseSent(TimeSpan now)
    {
        if (waitForEcho)
        {
            Deadline = now + machine.Options.Timeouts.CloseEcho;
        }
        else
        {
            Finish();
        }
    }

    /// <summary>The peer's close frame, the loss of the connection, or the deadline.</summary>
    public void Finish()
    {
        if (!IsDone)
        {
            IsDone = true;
            machine.Emit(new AbortTransportAction(Connection));
        }
    }
}
