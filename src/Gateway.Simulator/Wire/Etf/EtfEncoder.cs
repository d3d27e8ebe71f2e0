using System.Text.Json;

namespace Gateway.Simulator.Wire.Etf;

/// <summary>
/// Writes a JSON payload as an Erlang term. One serves all connections of a server, whose lock guards it.
/// </summary>
internal sealed class EtfEncoder(EtfKeys keys)
{
    private const int Hello = 10;

    /// <summary>Version, map tag, number of pairs.</summary>
    private const int HeaderBytes = 6;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private readonly EtfBuffer _terms = new();

    /// <summary>The top-level pairs that Erlang writes in this order, and behind them any other.</summary>
    private readonly List<(int Start, int End)> _pairs = [];

    private static ReadOnlySpan<byte> KnownKeys => "dost"u8;

    /// <returns>An array of its own. JSON that breaks off becomes a term that breaks off.</returns>
    public byte[] Encode(ReadOnlySpan<byte> json)
    {
        _terms.Clear();
        _pairs.Clear();
        for (var i = 0; i < KnownKeys.Length; i++)
        {
            _pairs.Add(default);
        }

        try
        {
            Payload(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [EtfTag.Version, EtfTag.Map, 0, 0, 0, (byte)KnownKeys.Length, .. _terms.Written];
        }

        return Join();
    }

    private void Payload(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A payload is an object.");
        }

        var op = -1;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = _terms.Length;
            var key = reader.ValueSpan;
            _terms.AtomOrBinary(key);
            reader.Read();
            if (key.SequenceEqual("t"u8) && reader.TokenType == JsonTokenType.String)
            {
                _terms.AtomOrBinary(reader.ValueSpan);
            }
            else
            {
                if (key.SequenceEqual("op"u8) && reader.TokenType == JsonTokenType.Number)
                {
                    reader.TryGetInt32(out op);
                }

                Value(ref reader, isId: false, atomKeys: op == Hello && key.SequenceEqual("d"u8));
            }

            Keep(key, (start, _terms.Length));
        }

        // Finds what stands behind the object.
        reader.Read();
    }

    private void Keep(ReadOnlySpan<byte> key, (int Start, int End) pair)
    {
        var known = key.SequenceEqual("op"u8) || (key.Length == 1 && key[0] != (byte)'o') ? KnownKeys.IndexOf(key[0]) : -1;
        if (known >= 0)
        {
            _pairs[known] = pair;
        }
        else
        {
            _pairs.Add(pair);
        }
    }

    private byte[] Join()
    {
        var size = HeaderBytes;
        var count = 0;
        foreach (var (start, end) in _pairs)
        {
            size += end - start;
            count += end > start ? 1 : 0;
        }

        var term = GC.AllocateUninitializedArray<byte>(size);
        term[0] = EtfTag.Version;
        term[1] = EtfTag.Map;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(term.AsSpan(2), count);
        var at = HeaderBytes;
        foreach (var (start, end) in _pairs)
        {
            _terms.Written[start..end].CopyTo(term.AsSpan(at));
            at += end - start;
        }

        return term;
    }

    private void Value(ref Utf8JsonReader reader, bool isId, bool atomKeys)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Map(ref reader, atomKeys);
                break;
            case JsonTokenType.StartArray:
                List(ref reader, isId);
                break;
            case JsonTokenType.String when isId && EtfIds.TryParse(reader.ValueSpan, out var id):
                _terms.Big(id, negative: false);
                break;
            case JsonTokenType.String:
                Text(ref reader);
                break;
            case JsonTokenType.Number:
                Number(ref reader);
                break;
            default:
                _terms.AtomOrBinary(reader.TokenType switch { JsonTokenType.True => "true"u8, JsonTokenType.False => "false"u8, _ => "nil"u8 });
                break;
        }
    }

    private void Map(ref Utf8JsonReader reader, bool atomKeys)
    {
        _terms.Byte(EtfTag.Map);
        var countAt = _terms.Length;
        _terms.UInt32(0);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isId = EtfIds.Holds(reader.ValueSpan);
            if (!reader.ValueIsEscaped && (atomKeys || keys == EtfKeys.AllAtoms))
            {
                _terms.AtomOrBinary(reader.ValueSpan);
            }
            else
            {
                Text(ref reader);
            }

            reader.Read();
            Value(ref reader, isId, atomKeys: false);
            count++;
        }

        _terms.UInt32At(countAt, count);
    }

    private void List(ref Utf8JsonReader reader, bool isId)
    {
        var start = _terms.Length;
        _terms.Byte(EtfTag.List);
        _terms.UInt32(0);
        var count = 0;
        var allSmall = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var at = _terms.Length;
            Value(ref reader, isId, atomKeys: false);
            allSmall &= _terms.TagAt(at) == EtfTag.SmallInteger;
            count++;
        }

        _terms.EndList(start, count, allSmall);
    }

    private void Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            _terms.Binary(reader.ValueSpan);
            return;
        }

        // Unescaped it is never longer.
        var text = new byte[reader.ValueSpan.Length];
        _terms.Binary(text.AsSpan(0, reader.CopyString(text)));
    }

    private void Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var number))
        {
            _terms.Integer(number);
        }
        else if (reader.TryGetUInt64(out var large))
        {
            _terms.Big(large, negative: false);
        }
        else
        {
            _terms.Float(reader.GetDouble());
        }
    }
}
