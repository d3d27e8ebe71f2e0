using Gateway.Simulator.Protocol;

namespace Gateway.Simulator;

/// <summary>An event that can be dispatched many times, at the cost of one copy each. Immutable.</summary>
public sealed class PreparedDispatch
{
    /// <summary>Prepares an event.</summary>
    /// <param name="eventName">The value of <c>t</c>. Written as it is, so without quotes and backslashes.</param>
    /// <param name="body">The JSON of <c>d</c>, not checked; copied. An object gets <c>sim_serial</c> as its first key.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public PreparedDispatch(string eventName, ReadOnlySpan<byte> body)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Envelope = new DispatchEnvelope(eventName, body);
    }

    /// <summary>The value of <c>t</c>.</summary>
    public string EventName => Envelope.EventName;

    internal DispatchEnvelope Envelope { get; }
}
