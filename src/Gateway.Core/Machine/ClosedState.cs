namespace Gateway.Core.Machine;

/// <summary>The end: stopped, fatal, or gave up. Says so once the last connection is gone.</summary>
internal sealed class ClosedState(ShardMachine machine, ShardEnd end, ClosingTransport? closing) : ShardState(machine)
{
    public override ShardStateKind Kind => ShardStateKind.Closed;

    public override ClosingTransport? Closing { get; } = closing;

    public override TimeSpan? Deadline => Closing is { IsDone: false } ? Closing.Deadline : null;

    public override void OnEntered(TimeSpan now)
    {
        if (Closing is null or { IsDone: true })
        {
            Machine.Emit(new StoppedAction(Machine.ConnectionNumber, end));
        }
    }

    public override void OnTransportGone(TimeSpan now) =>
        Machine.Emit(new StoppedAction(Machine.ConnectionNumber, end));

    public override void OnDeadline(TimeSpan now)
    {
        if (Closing is { IsDone: false } && now >= Closing.Deadline)
        {
            Closing.Finish();
            OnTransportGone(now);
        }
    }
}
