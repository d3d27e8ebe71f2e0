using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Gateway.Simulator.Tests.Support;

/// <summary>Makes frames that a client should not send, from a seed.</summary>
internal sealed class FrameFuzzer(Random random)
{
    /// <summary>Each holds a valid value for every field; <see cref="WrongField"/> replaces one of them.</summary>
    private static readonly (int Op, string[] Fields)[] Commands =
    [
        (2, ["\"token\":\"sim-token\"", "\"intents\":0", "\"properties\":{\"os\":\"x\"}", "\"shard\":[0,1]", "\"compress\":false", "\"large_threshold\":50", "\"presence\":{\"since\":null,\"activities\":[],\"status\":\"online\",\"afk\":false}"]),
        (3, ["\"since\":null", "\"activities\":[{\"name\":\"x\",\"type\":0}]", "\"status\":\"online\"", "\"afk\":false"]),
        (4, ["\"guild_id\":\"1\"", "\"channel_id\":null", "\"self_mute\":false", "\"self_deaf\":false"]),
        (6, ["\"token\":\"sim-token\"", "\"session_id\":\"x\"", "\"seq\":1"]),
        (8, ["\"guild_id\":\"1\"", "\"query\":\"\"", "\"limit\":0", "\"presences\":false", "\"user_ids\":[\"1\"]", "\"nonce\":\"x\""]),
        (31, ["\"guild_ids\":[\"1\"]"]),
        (43, ["\"guild_id\":\"1\"", "\"fields\":[\"status\"]"]),
    ];

    private static readonly string[] Junk =
    [
        "null", "true", "0", "-1", "1.5", "1e400", "-1e-400", "99999999999999999999999999", "9223372036854775807", "-9223372036854775808",
        "2147483648", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"sim-token\"", "[]", "[[]]", "[null]", "[0,1]", "[-1,1]",
        "[1e9,2]", "[\"0\",1]", "{}", "{\"\":{}}", "{\"a\":[{\"b\":1}]}", "\"🙂\"",
    ];

    public byte[] Next() => random.Next(8) switch
    {
        0 => RandomBytes(random.Next(200)),
        1 => Mutated(),
        2 => Deep(),
        3 or 4 => Utf8(WrongField()),
        5 => Utf8($"{{\"op\":{OneOf(Junk)},\"d\":{OneOf(Junk)}}}"),
        6 => Utf8($"{{\"op\":{random.Next(-2, 50)},\"d\":{OneOf(Junk)}}}"),
        _ => Odd(),
    };

    /// <summary>A stream of client frames, most of them well formed, some with a header that is not.</summary>
    public static byte[] WebSocketBytes(Random random)
    {
        using var stream = new MemoryStream();
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var first = random.Next(4) == 0 ? random.Next(256) : OneOf(random, 0x81, 0x82, 0x01, 0x80, 0x00, 0x88, 0x89, 0x8A);
            var length = random.Next(6) switch { 0 => 0, 1 => random.Next(126), 2 => random.Next(126, 70_000), _ => random.Next(60) };
            WriteFrame(stream, random, (byte)first, length);
        }

        return stream.ToArray();
    }

    private static void WriteFrame(MemoryStream stream, Random random, byte first, int length)
    {
        var masked = random.Next(30) == 0 ? 0 : 0x80;
        Span<byte> extended = stackalloc byte[8];
        stream.WriteByte(first);
        if (random.Next(40) == 0)
        {
            // A length that nobody will ever send, negative ones included.
            stream.WriteByte((byte)(masked | 127));
            random.NextBytes(extended);
            stream.Write(extended);
        }
        else if (length < 126)
        {
            stream.WriteByte((byte)(masked | length));
        }
        else if (length <= ushort.MaxValue)
        {
            stream.WriteByte((byte)(masked | 126));
            BinaryPrimitives.WriteUInt16BigEndian(extended, (ushort)length);
            stream.Write(extended[..2]);
        }
        else
        {
            stream.WriteByte((byte)(masked | 127));
            BinaryPrimitives.WriteUInt64BigEndian(extended, (ulong)length);
            stream.Write(extended);
        }

        var body = new byte[(masked == 0 ? 0 : 4) + length];
        random.NextBytes(body);
        stream.Write(body);
    }

    private byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A valid command with some bytes flipped, cut out, put in, or cut off.</summary>
    private byte[] Mutated()
    {
        var (op, fields) = OneOf(Commands);
        var bytes = Utf8(Command(op, fields)).ToList();
        for (var i = random.Next(1, 5); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
            }
        }

        return [.. bytes];
    }

    private byte[] Deep()
    {
        var depth = random.Next(1, 2500);
        var open = random.Next(2) == 0 ? "[" : "{\"a\":";
        var close = open == "[" ? "]" : "}";
        var head = random.Next(2) == 0 ? "{\"op\":3,\"d\":" : "";
        var text = head + string.Concat(Enumerable.Repeat(open, depth)) + "0" + string.Concat(Enumerable.Repeat(close, random.Next(3) == 0 ? depth - 1 : depth));
        return Utf8(text + (head.Length > 0 ? "}" : ""));
    }

    /// <summary>One field of a command gets a value of another type, or is missing, or comes twice.</summary>
    private string WrongField()
    {
        var (op, all) = OneOf(Commands);
        var fields = all.ToList();
        var at = random.Next(fields.Count);
        var name = fields[at][..(fields[at].IndexOf(':', StringComparison.Ordinal) + 1)];
        switch (random.Next(4))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Add(name + OneOf(Junk));
                break;
            default:
                fields[at] = name + OneOf(Junk);
                break;
        }

        return Command(op, fields);
    }

    private byte[] Odd() => random.Next(8) switch
    {
        0 => [],
        1 => Utf8("{\"op\":1,\"d\":null}".PadRight(random.Next(4000, 6000))),
        2 => [.. Utf8("{\"op\":1,\"d\":\""), 0xC3, 0x28, .. Utf8("\"}")],
        3 => [.. Utf8("{\"op\":1,\"d\":\""), 0xED, 0xA0, 0x80, .. Utf8("\"}")],
        4 => Utf8("{\"op\":1,\"d\":" + new string('9', random.Next(1, 4000)) + "}"),
        5 => Utf8("\uFEFF{\"op\":1,\"d\":null}"),
        6 => Utf8("{\"op\":1,\"op\":2,\"d\":null,\"d\":[]}"),
        _ => [0x83, .. RandomBytes(random.Next(60))],
    };

    private static string Command(int op, IEnumerable<string> fields)
        => string.Create(CultureInfo.InvariantCulture, $"{{\"op\":{op},\"d\":{{{string.Join(',', fields)}}}}}");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private T OneOf<T>(params T[] items) => OneOf(random, items);

    private static T OneOf<T>(Random random, params T[] items) => items[random.Next(items.Length)];
}
