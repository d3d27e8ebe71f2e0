using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>
/// Erlang terms, read and written by other code than the simulator's. Read as a client of today maps them: integers
/// too large for a JavaScript number become texts, as ids are in JSON.
/// </summary>
internal static class EtfTerms
{
    private const long LargestExact = 1L << 53;

    public static JsonNode? Read(byte[] message)
    {
        using var reader = new BinaryReader(new MemoryStream(message));
        Assert.That(reader.ReadByte(), Is.EqualTo(131));
        var value = Term(reader);
        Assert.That(reader.BaseStream.Position, Is.EqualTo(message.Length), "bytes behind the term");
        return value;
    }

    /// <summary>As erlpack writes it: keys and texts are binaries.</summary>
    public static byte[] Write(JsonNode? value)
    {
        var target = new List<byte> { 131 };
        Put(target, value);
        return [.. target];
    }

    private static JsonNode? Term(BinaryReader reader)
    {
        var tag = reader.ReadByte();
        switch (tag)
        {
            case 70:
                return BinaryPrimitives.ReadDoubleBigEndian(reader.ReadBytes(8));
            case 97:
                return reader.ReadByte();
            case 98:
                return BinaryPrimitives.ReadInt32BigEndian(reader.ReadBytes(4));
            case 110:
                return Big(reader);
            case 106:
                return new JsonArray();
            case 107:
                return new JsonArray([.. reader.ReadBytes(Count16(reader)).Select(b => (JsonNode)b)]);
            case 108:
                var items = new JsonArray([.. Enumerable.Range(0, Count32(reader)).Select(_ => Term(reader))]);
                Assert.That(reader.ReadByte(), Is.EqualTo(106), "the tail of a list");
                Assert.That(items, Is.Not.Empty);
                return items;
            case 109:
                return Encoding.UTF8.GetString(reader.ReadBytes(Count32(reader)));
            case 116:
                return new JsonObject(Enumerable.Range(0, Count32(reader)).Select(_ => KeyValuePair.Create(Key(reader), Term(reader))));
            case 115:
                return Encoding.ASCII.GetString(reader.ReadBytes(reader.ReadByte())) switch
                {
                    "nil" => null,
                    "true" => true,
                    "false" => false,
                    var name => name,
                };
            default:
                throw new InvalidDataException($"The tag {tag}.");
        }
    }

    private static string Key(BinaryReader reader) => Term(reader)!.GetValue<string>();

    private static JsonNode Big(BinaryReader reader)
    {
        var count = reader.ReadByte();
        var negative = reader.ReadByte() == 1;
        var size = new BigInteger(reader.ReadBytes(count), isUnsigned: true);
        var value = negative ? -size : size;
        return BigInteger.Abs(value) > LargestExact ? value.ToString(System.Globalization.CultureInfo.InvariantCulture) : (long)value;
    }

    private static int Count16(BinaryReader reader) => BinaryPrimitives.ReadUInt16BigEndian(reader.ReadBytes(2));

    private static int Count32(BinaryReader reader) => BinaryPrimitives.ReadInt32BigEndian(reader.ReadBytes(4));

    private static void Put(List<byte> target, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                Size(target, 116, map.Count);
                foreach (var (key, item) in map)
                {
                    Text(target, key);
                    Put(target, item);
                }

                break;
            case JsonArray { Count: 0 }:
                target.Add(106);
                break;
            case JsonArray list:
                Size(target, 108, list.Count);
                foreach (var item in list)
                {
                    Put(target, item);
                }

                target.Add(106);
                break;
            case null:
                target.AddRange([115, 3, .. "nil"u8]);
                break;
            case JsonValue scalar when scalar.TryGetValue(out string? text):
                Text(target, text);
                break;
            case JsonValue scalar when scalar.TryGetValue(out bool flag):
                target.AddRange(flag ? [115, 4, .. "true"u8] : [115, 5, .. "false"u8]);
                break;
            default:
                var number = value.AsValue().GetValue<long>();
                if (number is >= 0 and < 256)
                {
                    target.AddRange([97, (byte)number]);
                }
                else
                {
                    Size(target, 98, checked((int)number));
                }

                break;
        }
    }

    private static void Text(List<byte> target, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Size(target, 109, utf8.Length);
        target.AddRange(utf8);
    }

    private static void Size(List<byte> target, byte tag, int size)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, size);
        target.AddRange([tag, .. bytes]);
    }
}
