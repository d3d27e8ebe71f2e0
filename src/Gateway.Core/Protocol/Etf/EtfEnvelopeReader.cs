using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Core.Protocol.Etf;

/// <summary>
/// Reads the envelope of a payload in Erlang's external term format. The body is stepped over and not decoded. Does not
/// allocate, but for the name of an undocumented event. Never throws.
/// </summary>
public static class EtfEnvelopeReader
{
    // As in JSON.
    private const int MaxEventNameBytes = 128;
    private const int MapHeader = 5;

    /// <summary>Reads one payload and nothing behind it. With <see cref="EnvelopeStatus.Malformed"/> the envelope means nothing.</summary>
    /// <param name="payload">The payload, with its version byte. Not a compressed term.</param>
    /// <param name="envelope">What was read; its body is one term without version byte, which <see cref="EtfJson"/> turns into JSON.</param>
    public static EnvelopeStatus TryRead(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope)
    {
        var status = TryReadFirst(payload, trustBody: false, out envelope, out var length, out _);
        return status == EnvelopeStatus.Ok && length != payload.Length ? EnvelopeStatus.Malformed : status;
    }

    /// <summary>
    /// As <see cref="TryRead"/>; but of an event whose <c>d</c> comes last, as Discord writes it, the rest is taken for the
    /// body without stepping through it. Whoever turns it into JSON hears when it is broken. READY and RESUMED are read in
    /// full: their bodies decide what becomes of the session.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="envelope">What was read.</param>
    /// <param name="isBodyUnread">Whether the body was not stepped through: it may be broken.</param>
    public static EnvelopeStatus TryReadTrustingBody(
        ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread)
    {
        var status = TryReadFirst(payload, trustBody: true, out envelope, out var length, out isBodyUnread);
        return status == EnvelopeStatus.Ok && length != payload.Length ? EnvelopeStatus.Malformed : status;
    }

    /// <summary>Whether there may be more than one payload: each begins with the version and a map, or a compressed term. Seldom wrong.</summary>
    internal static bool MayHoldSeveral(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 1
        && (bytes[1..].IndexOf([EtfTag.Version, EtfTag.Map]) >= 0 || bytes[1..].IndexOf([EtfTag.Version, EtfTag.Compressed]) >= 0);

    /// <summary>Reads the first payload of several.</summary>
    /// <param name="bytes">One or more payloads.</param>
    /// <param name="envelope">What was read.</param>
    /// <param name="length">The length of the first; all of it when that is broken.</param>
    internal static EnvelopeStatus TryReadFirst(ReadOnlySpan<byte> bytes, out GatewayEnvelope envelope, out int length) =>
        TryReadFirst(bytes, trustBody: false, out envelope, out length, out _);

    private static EnvelopeStatus TryReadFirst(
        ReadOnlySpan<byte> bytes, bool trustBody, out GatewayEnvelope envelope, out int length, out bool isBodyUnread)
    {
        var fields = default(Fields);
        fields.Opcode = -1;
        var position = 1;
        var isWhole = Read(bytes, trustBody, ref position, ref fields);
        length = isWhole ? position : bytes.Length;
        isBodyUnread = fields.IsBodyUnread;
        if (!isWhole)
        {
            fields.DataStart = fields.DataLength = 0;
        }

        envelope = new GatewayEnvelope(
            fields.Opcode, fields.Sequence, fields.Event, fields.EventName, fields.DataStart, fields.DataLength);
        return fields.Opcode < 0 ? EnvelopeStatus.Malformed : isWhole ? EnvelopeStatus.Ok : EnvelopeStatus.BodyBroken;
    }

    /// <summary>Whether the bytes are payloads without one that goes on behind their end. What is broken does not either.</summary>
    internal static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length && bytes[position] == EtfTag.Version)
        {
            position++;
            var status = EtfTerm.Skip(bytes, ref position);
            if (status != EtfStatus.Ok)
            {
                return status == EtfStatus.Malformed;
            }
        }

        return true;
    }

    /// <summary>Whether a body is a map with a <c>guild_id</c> that is not null.</summary>
    internal static bool HasGuildId(ReadOnlySpan<byte> data)
    {
        if (!TryReadMapHeader(data, out var pairs))
        {
            return false;
        }

        var position = MapHeader;
        for (var i = 0U; i < pairs; i++)
        {
            var isText = EtfTerm.TryReadText(data[position..], out _, out var key);
            if (EtfTerm.Skip(data, ref position) != EtfStatus.Ok)
            {
                return false;
            }

            if (isText && key.SequenceEqual("guild_id"u8))
            {
                return !EtfTerm.IsNull(data[position..]);
            }

            if (EtfTerm.Skip(data, ref position) != EtfStatus.Ok)
            {
                return false;
            }
        }

        return false;
    }

    private static bool Read(ReadOnlySpan<byte> bytes, bool trustBody, ref int position, ref Fields fields)
    {
        if (bytes.IsEmpty || bytes[0] != EtfTag.Version || !TryReadMapHeader(bytes[1..], out var pairs))
        {
            return false;
        }

        position += MapHeader;
        for (var i = 0U; i < pairs; i++)
        {
            if (!EtfTerm.TryReadText(bytes[position..], out var keySize, out var key))
            {
                return false;
            }

            position += keySize;
            if (trustBody && i == pairs - 1 && IsBodyOfEvent(key, bytes[position..], fields))
            {
                fields.DataStart = position;
                fields.DataLength = bytes.Length - position;
                fields.IsBodyUnread = true;
                position = bytes.Length;
                return true;
            }

            if (!ReadField(key, bytes, ref position, ref fields))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBodyOfEvent(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in Fields fields) =>
        key.SequenceEqual("d"u8)
        && TryReadMapHeader(value, out _)
        && fields.Opcode == (int)GatewayOpcode.Dispatch
        && fields.Sequence is not null
        && fields.Event is { Name: not (DispatchEventNames.Ready or DispatchEventNames.Resumed) };

    private static bool ReadField(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes, ref int position, ref Fields fields)
    {
        var start = position;
        var status = EtfTerm.Skip(bytes, ref position);
        if (status != EtfStatus.Ok)
        {
            return false;
        }

        var value = bytes[start..position];
        if (key.SequenceEqual("d"u8))
        {
            fields.DataStart = start;
            fields.DataLength = value.Length;
            return true;
        }

        if (key.SequenceEqual("op"u8))
        {
            var isOpcode = EtfTerm.TryReadInteger(value, out _, out var opcode) && opcode is >= 0 and <= int.MaxValue;
            fields.Opcode = isOpcode ? (int)opcode : -1;
            return isOpcode;
        }

        if (key.SequenceEqual("s"u8))
        {
            fields.Sequence = null;
            if (EtfTerm.IsNull(value))
            {
                return true;
            }

            var isSequence = EtfTerm.TryReadInteger(value, out _, out var sequence) && sequence >= 0;
            fields.Sequence = isSequence ? sequence : null;
            return isSequence || Fail(ref fields);
        }

        return !key.SequenceEqual("t"u8) || ReadName(value, ref fields) || Fail(ref fields);
    }

    // As in JSON, a sequence or a name of the wrong type makes a payload of nothing.
    private static bool Fail(ref Fields fields)
    {
        fields.Opcode = -1;
        return false;
    }

    private static bool ReadName(ReadOnlySpan<byte> value, ref Fields fields)
    {
        fields.Event = null;
        fields.EventName = null;
        if (EtfTerm.IsNull(value))
        {
            return true;
        }

        if (!EtfTerm.TryReadText(value, out _, out var name) || name.Length > MaxEventNameBytes)
        {
            return false;
        }

        if (DispatchEventTable.TryFind(name, out var known))
        {
            fields.Event = known;
            fields.EventName = known.Name;
            return true;
        }

        var isValid = Utf8.IsValid(name);
        fields.EventName = isValid ? Encoding.UTF8.GetString(name) : null;
        return isValid;
    }

    private static bool TryReadMapHeader(ReadOnlySpan<byte> term, out uint pairs)
    {
        pairs = 0;
        return term.Length >= MapHeader && term[0] == EtfTag.Map
            && BinaryPrimitives.TryReadUInt32BigEndian(term[1..], out pairs);
    }

    private struct Fields
    {
        public int Opcode;
        public long? Sequence;
        public DispatchEventInfo? Event;
        public string? EventName;
        public int DataStart;
        public int DataLength;
        public bool IsBodyUnread;
    }
}
