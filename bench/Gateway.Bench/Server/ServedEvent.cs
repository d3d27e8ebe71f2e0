using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Gateway.Bench.Server;

/// <summary>One payload as Discord writes it: t, s, op, d. The bytes are prepared, the sequence is patched in.</summary>
internal sealed class ServedEvent
{
    private const int LongestSequence = 20;
    private readonly byte[] _head;
    private readonly byte[] _tail;
    private readonly byte[] _etf;
    private readonly int _etfSequenceAt;

    /// <param name="name">The event; null for what is none, which has no sequence either.</param>
    /// <param name="opcode">The opcode.</param>
    /// <param name="data">The body as JSON.</param>
    public ServedEvent(string? name, int opcode, string data)
    {
        data = data.ReplaceLineEndings("");
        Data = Encoding.UTF8.GetBytes(data);
        HasSequence = name is not null;
        _head = Encoding.UTF8.GetBytes(name is null ? "{\"t\":null,\"s\":" : $$"""{"t":"{{name}}","s":""");
        _tail = Encoding.UTF8.GetBytes($$""","op":{{opcode}},"d":{{data}}}""");
        _etf = ToEtf(name, opcode, data, out _etfSequenceAt);
    }

    /// <summary>The body as JSON.</summary>
    public byte[] Data { get; }

    /// <summary>The longest payload that <see cref="Write"/> writes.</summary>
    public int MaxLength => Math.Max(_head.Length + LongestSequence + _tail.Length, _etf.Length);

    private bool HasSequence { get; }

    /// <summary>Writes the payload and gives its length.</summary>
    public int Write(Span<byte> destination, long sequence, bool asEtf)
    {
        if (asEtf)
        {
            _etf.CopyTo(destination);
            if (HasSequence)
            {
                BinaryPrimitives.WriteInt32BigEndian(destination[_etfSequenceAt..], checked((int)sequence));
            }

            return _etf.Length;
        }

        _head.CopyTo(destination);
        var digits = 4;
        if (HasSequence)
        {
            sequence.TryFormat(destination[_head.Length..], out digits);
        }
        else
        {
            "null"u8.CopyTo(destination[_head.Length..]);
        }

        _tail.CopyTo(destination[(_head.Length + digits)..]);
        return _head.Length + digits + _tail.Length;
    }

    private static byte[] ToEtf(string? name, int opcode, string data, out int sequenceAt)
    {
        var writer = new ArrayBufferWriter<byte>();
        writer.Write<byte>([(byte)131]);
        EtfWriter.Tagged(writer, 116, 4);
        EtfWriter.Atom(writer, "t");
        EtfWriter.Atom(writer, name ?? "nil");
        EtfWriter.Atom(writer, "s");
        sequenceAt = writer.WrittenCount + 1;
        if (name is null)
        {
            EtfWriter.Atom(writer, "nil");
        }
        else
        {
            EtfWriter.Tagged(writer, 98, 0);
        }

        EtfWriter.Atom(writer, "op");
        writer.Write<byte>([(byte)97, (byte)opcode]);
        EtfWriter.Atom(writer, "d");
        using var json = JsonDocument.Parse(data);
        EtfWriter.Json(writer, json.RootElement);
        return writer.WrittenSpan.ToArray();
    }
}
