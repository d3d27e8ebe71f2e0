using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>
/// One of the five states. An input that a state does not override means nothing in it: inputs of old connections are
/// dropped before they come here, so what is left is late (a token for a state that is gone) and harmless.
/// </summary>
internal abstract class ShardState(ShardMachine machine)
{
    public abstract ShardStateKind Kind { get; }

    /// <summary>When <see cref="OnDeadline"/> has to be called; null when the state waits for somebody else.</summary>
    public abstract TimeSpan? Deadline { get; }

    protected ShardMachine Machine { get; } = machine;

    /// <summary>The connection that is on its way out, if this state waits for one.</summary>
    public virtual ClosingTransport? Closing => null;

    /// <summary>Called once, after the transition was published.</summary>
    public virtual void OnEntered(TimeSpan now)
    {
    }

    /// <summary>Called once, before another state takes over or the connection ends.</summary>
    public virtual void OnLeaving(Ending? ending, TimeSpan now)
    {
    }

    public virtual void OnConnectGranted(TimeSpan now)
    {
    }

    public virtual void OnOpened(TimeSpan now)
    {
    }

    public virtual void OnDialFailed(Ending ending, TimeSpan now)
    {
    }

    /// <summary>A frame for which the opcode table says <see cref="FrameRule.Act"/>.</summary>
    public virtual FrameResult OnFrame(in GatewayEnvelope envelope, ReadOnlySpan<byte> data, TimeSpan now) => default;

    /// <summary>A dispatch whose body is broken, but whose sequence could be read.</summary>
    public virtual void OnBrokenDispatch(long sequence)
    {
    }

    public virtual void OnIdentifyPermit(TimeSpan now)
    {
    }

    public virtual void OnToken(string token, TimeSpan now)
    {
    }

    public virtual void OnConsumerReady(TimeSpan now)
    {
    }

    /// <summary>The closing connection is done.</summary>
    public virtual void OnTransportGone(TimeSpan now)
    {
    }

    public virtual void OnReconnectByCaller(TimeSpan now)
    {
    }

    public abstract void OnDeadline(TimeSpan now);
}
