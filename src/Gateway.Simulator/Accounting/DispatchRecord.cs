using System.Runtime.InteropServices;

namespace Gateway.Simulator.Accounting;

/// <summary>One dispatch that was made for a session, whether or not a connection was there to take it.</summary>
/// <remarks>Packed to 20 bytes: a stress run keeps millions of them.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct DispatchRecord
{
    private readonly uint _atMilliseconds;
    private readonly int _eventIndex;

    internal DispatchRecord(int sequence, long serial, TimeSpan at, int eventIndex)
    {
        Sequence = sequence;
        Serial = serial;
        _atMilliseconds = (uint)at.TotalMilliseconds;
        _eventIndex = eventIndex;
    }

    /// <summary>The number <c>sim_serial</c> in the body. Unique and rising over all sessions of the server.</summary>
    public long Serial { get; }

    /// <summary>The value of <c>s</c>; 0 when a fault sent it as null, in which case it is not replayed either.</summary>
    public int Sequence { get; }

    /// <summary>When it was made, in server time, to the millisecond.</summary>
    public TimeSpan At => TimeSpan.FromMilliseconds(_atMilliseconds);

    /// <summary>The value of <c>t</c>.</summary>
    public string EventName => EventNames.NameOf(_eventIndex);
}
