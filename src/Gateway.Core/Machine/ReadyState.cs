using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>Events flow, commands can be sent.</summary>
internal sealed class ReadyState(ShardMachine machine) : ConnectedState(machine)
{
    private TimeSpan _enteredAt;

    public override ShardStateKind Kind => ShardStateKind.Ready;

    public override void OnEntered(TimeSpan now)
    {
        _enteredAt = now;
        Machine.OnReady();
    }

    public override void OnLeaving(Ending? ending, TimeSpan now) =>
        Machine.IdentifyBackoff.OnReadyEnded(now - _enteredAt);

    public override void OnBrokenDispatch(long sequence) => Advance(sequence);

    protected override FrameResult OnDispatch(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now) =>
        Advance(envelope.Sequence);
}
