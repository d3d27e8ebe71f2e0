using System.Text.Json;

namespace Gateway.Core.Protocol;

/// <summary>Reads the envelope of a JSON payload. Does not allocate, but for the name of an undocumented event. Never throws.</summary>
public static class EnvelopeReader
{
    /// <summary>How deep a payload may be nested. Discord's are well under 32.</summary>
    public const int MaxDepth = 128;

    // The longest documented name has 38 characters. A longer one is cut from what reaches logs and tags.
    private const int MaxEventNameBytes = 128;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads all of it. With <see cref="EnvelopeStatus.Malformed"/> the envelope means nothing.</summary>
    public static EnvelopeStatus TryRead(ReadOnlySpan<byte> payload, out GatewayEnvelope envelope) =>
        TryRead(payload, trustBody: false, out envelope, out _);

    /// <summary>
    /// Reads; of an event whose <c>t</c>, <c>s</c> and <c>op</c> come before <c>d</c>, as Discord writes them, it takes
    /// everything but the last brace for the body, without walking it. READY, RESUMED, other opcodes and whatever does
    /// not look like an object to the end are read as by <see cref="TryRead(ReadOnlySpan{byte}, out GatewayEnvelope)"/>.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="envelope">What was read.</param>
    /// <param name="isBodyUnread">Whether the body was not walked: it may be broken, or more than one value.</param>
    public static EnvelopeStatus TryReadTrustingBody(
        ReadOnlySpan<byte> payload, out GatewayEnvelope envelope, out bool isBodyUnread) =>
        TryRead(payload, trustBody: true, out envelope, out isBodyUnread);

    private static EnvelopeStatus TryRead(
        ReadOnlySpan<byte> payload, bool trustBody, out GatewayEnvelope envelope, out bool isBodyUnread)
    {
        var fields = default(Fields);
        fields.Opcode = -1;
        fields.TrustBody = trustBody && payload.EndsWith("}}"u8);
        var status = Read(payload, ref fields);
        isBodyUnread = fields.IsBodyUnread;
        envelope = new GatewayEnvelope(
            fields.Opcode, fields.Sequence, fields.Event, fields.EventName, fields.DataStart, fields.DataLength);
        return status;
    }

    private static EnvelopeStatus Read(ReadOnlySpan<byte> payload, ref Fields fields)
    {
        var reader = new Utf8JsonReader(payload, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return EnvelopeStatus.Malformed;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!ReadField(ref reader, ref fields))
                {
                    return EnvelopeStatus.Malformed;
                }

                if (fields.IsBodyUnread)
                {
                    fields.DataLength = payload.Length - 1 - fields.DataStart;
                    return EnvelopeStatus.Ok;
                }
            }

            // One value and nothing behind it: Read throws on trailing data.
            return reader.Read() || fields.Opcode < 0 ? EnvelopeStatus.Malformed : EnvelopeStatus.Ok;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // The latter: half a surrogate pair in a key.
        {
            fields.DataStart = 0;
            fields.DataLength = 0;
            return fields.Opcode < 0 ? EnvelopeStatus.Malformed : EnvelopeStatus.BodyBroken;
        }
    }

    private static bool ReadField(ref Utf8JsonReader reader, ref Fields fields)
    {
        if (reader.ValueTextEquals("op"u8))
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out fields.Opcode) && fields.Opcode >= 0;
        }

        if (reader.ValueTextEquals("d"u8))
        {
            reader.Read();
            fields.DataStart = (int)reader.TokenStartIndex;
            if (fields.TrustBody && reader.TokenType == JsonTokenType.StartObject && IsEvent(fields))
            {
                fields.IsBodyUnread = true;
                return true;
            }

            reader.Skip();
            fields.DataLength = (int)reader.BytesConsumed - fields.DataStart;
            return true;
        }

        if (reader.ValueTextEquals("s"u8))
        {
            return ReadSequence(ref reader, ref fields);
        }

        if (reader.ValueTextEquals("t"u8))
        {
            return ReadName(ref reader, ref fields);
        }

        reader.Read();
        reader.Skip();
        return true;
    }

    // The bodies of READY and RESUMED decide what becomes of the session.
    private static bool IsEvent(in Fields fields) =>
        fields.Opcode == (int)GatewayOpcode.Dispatch
        && fields.Sequence is not null
        && fields.Event is { Name: not (DispatchEventNames.Ready or DispatchEventNames.Resumed) };

    private static bool ReadSequence(ref Utf8JsonReader reader, ref Fields fields)
    {
        reader.Read();
        fields.Sequence = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var sequence) || sequence < 0)
        {
            return false;
        }

        fields.Sequence = sequence;
        return true;
    }

    private static bool ReadName(ref Utf8JsonReader reader, ref Fields fields)
    {
        reader.Read();
        fields.Event = null;
        fields.EventName = null;
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > MaxEventNameBytes)
        {
            return false;
        }

        if (!reader.ValueIsEscaped && DispatchEventTable.TryFind(reader.ValueSpan, out var known))
        {
            fields.Event = known;
            fields.EventName = known.Name;
            return true;
        }

        try
        {
            fields.EventName = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return false; // Not UTF-8, or half of a surrogate pair.
        }

        return fields.EventName is not null && FindEscaped(ref fields);
    }

    private static bool FindEscaped(ref Fields fields)
    {
        if (DispatchEventTable.TryFind(fields.EventName!, out var known))
        {
            fields.Event = known;
            fields.EventName = known.Name;
        }

        return true;
    }

    private struct Fields
    {
        public int Opcode;
        public long? Sequence;
        public DispatchEventInfo? Event;
        public string? EventName;
        public int DataStart;
        public int DataLength;
        public bool TrustBody;
        public bool IsBodyUnread;
    }
}
