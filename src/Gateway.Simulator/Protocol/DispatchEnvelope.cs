using System.Buffers.Text;
using System.Text;

namespace Gateway.Simulator.Protocol;

/// <summary>
/// Builds the bytes of a dispatch: <c>{"t":…,"s":…,"op":0,"d":{"sim_serial":…,…}}</c>. What does not change between
/// two dispatches is prepared once, so that making one is two copies and two numbers.
/// </summary>
internal sealed class DispatchEnvelope
{
    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly bool _carriesSerial;
    private readonly bool _isEmpty;

    /// <param name="eventName">The value of <c>t</c>.</param>
    /// <param name="body">The JSON of <c>d</c>. Only an object can carry the serial; anything else goes out as it is.</param>
    public DispatchEnvelope(string eventName, ReadOnlySpan<byte> body)
    {
        EventName = eventName;
        _head = Encoding.UTF8.GetBytes("{\"t\":\"" + eventName + "\",\"s\":");
        var trimmed = body.TrimStart(" \t\r\n"u8);
        _carriesSerial = trimmed.Length > 0 && trimmed[0] == (byte)'{';
        if (!_carriesSerial)
        {
            _tail = [.. body, (byte)'}'];
            return;
        }

        var rest = trimmed[1..].TrimStart(" \t\r\n"u8);
        _isEmpty = rest.StartsWith("}"u8);
        _tail = [.. rest, (byte)'}'];
    }

    public string EventName { get; }

    private static ReadOnlySpan<byte> Middle => ",\"op\":0,\"d\":"u8;

    private static ReadOnlySpan<byte> SerialKey => "{\"sim_serial\":"u8;

    /// <param name="sequence">The value of <c>s</c>; null writes the JSON null.</param>
    /// <param name="serial">The number under which the account knows this dispatch; null leaves it out.</param>
    public byte[] Build(int? sequence, long? serial) => Build(sequence, serial, out _);

    /// <param name="sequence">The value of <c>s</c>; null writes the JSON null.</param>
    /// <param name="serial">The number under which the account knows this dispatch; null leaves it out.</param>
    /// <param name="tailAt">Where the unchanging part of the body begins, for a caller that patches into it.</param>
    public byte[] Build(int? sequence, long? serial, out int tailAt)
    {
        Span<byte> s = stackalloc byte[12];
        Span<byte> n = stackalloc byte[40];
        s = s[..WriteSequence(sequence, s)];
        var opening = WriteOpening(serial, n);

        var length = _head.Length + s.Length + Middle.Length + _tail.Length
            + opening.Length;
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var at = 0;
        Put(bytes, ref at, _head);
        Put(bytes, ref at, s);
        Put(bytes, ref at, Middle);
        Put(bytes, ref at, opening);
        tailAt = at;
        Put(bytes, ref at, _tail);
        return bytes;
    }

    /// <summary>The part of the body that does not change.</summary>
    public ReadOnlyMemory<byte> Tail => _tail;

    /// <summary>The beginning of an object, with the serial in it when there is one; nothing before what is no object.</summary>
    private ReadOnlySpan<byte> WriteOpening(long? serial, Span<byte> target)
    {
        if (!_carriesSerial || serial is not { } number)
        {
            return _carriesSerial ? "{"u8 : default;
        }

        SerialKey.CopyTo(target);
        Utf8Formatter.TryFormat(number, target[SerialKey.Length..], out var digits);
        var length = SerialKey.Length + digits;
        if (!_isEmpty)
        {
            target[length++] = (byte)',';
        }

        return target[..length];
    }

    private static int WriteSequence(int? sequence, Span<byte> target)
    {
        if (sequence is { } value)
        {
            Utf8Formatter.TryFormat(value, target, out var written);
            return written;
        }

        "null"u8.CopyTo(target);
        return 4;
    }

    private static void Put(byte[] target, ref int at, ReadOnlySpan<byte> source)
    {
        source.CopyTo(target.AsSpan(at));
        at += source.Length;
    }
}
