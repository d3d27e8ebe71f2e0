using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Core.Tests.Wire;

/// <summary>
/// Writes ETF as the gateway does, from JSON: top-level keys as atoms in the order of Erlang's maps, ids as integers, lists of
/// small integers as STRING. Written for these tests alone, so that nothing of what is tested tests itself.
/// </summary>
internal sealed class TestEtf(Random? variation = null)
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public static byte[] Payload(string json, Random? variation = null)
    {
        var writer = new TestEtf(variation);
        writer.Put([131]);
        using var document = JsonDocument.Parse(json);
        writer.Map(document.RootElement.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal), atoms: true);
        return writer._bytes.WrittenSpan.ToArray();
    }

    public static byte[] Term(string json)
    {
        var writer = new TestEtf();
        using var document = JsonDocument.Parse(json);
        writer.Value(document.RootElement, "");
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Map(IEnumerable<JsonProperty> properties, bool atoms)
    {
        var all = properties.ToArray();
        Header(116, all.Length);
        foreach (var property in all)
        {
            if (atoms || Chance(4))
                Atom(property.Name);
            else
                Binary(property.Name);

            if (atoms && property.Name == "t" && property.Value.ValueKind == JsonValueKind.String)
                Atom(property.Value.GetString()!);
            else
                Value(property.Value, property.Name);
        }
    }

    private void Value(JsonElement value, string key)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Map(value.EnumerateObject(), atoms: false);
                break;
            case JsonValueKind.Array:
                List([.. value.EnumerateArray()], key);
                break;
            case JsonValueKind.String:
                if ((key == "id" || key.EndsWith("_id", StringComparison.Ordinal) || key.EndsWith("_ids", StringComparison.Ordinal) || key == "roles")
                    && ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && id > uint.MaxValue && !Chance(5))
                    Integer(id, isNegative: false);
                else
                    Binary(value.GetString()!);
                break;
            case JsonValueKind.Number:
                Number(value);
                break;
            case JsonValueKind.Null:
                Atom(Chance(4) ? "null" : Chance(4) ? "undefined" : "nil");
                break;
            default:
                Atom(value.GetRawText());
                break;
        }
    }

    private void List(JsonElement[] items, string key)
    {
        if (items.Length > 0 && items.All(i => i.ValueKind == JsonValueKind.Number && i.TryGetByte(out _)))
        {
            Put([107, (byte)(items.Length >> 8), (byte)items.Length, .. items.Select(i => i.GetByte())]);
            return;
        }

        if (items.Length is > 0 and < 200 && Chance(6))
        {
            Put([104, (byte)items.Length]);
            Array.ForEach(items, i => Value(i, key));
            return;
        }

        if (items.Length > 0)
            Header(108, items.Length);

        Array.ForEach(items, i => Value(i, key));
        Put([106]);
    }

    private void Number(JsonElement value)
    {
        if (value.TryGetInt64(out var integer))
        {
            Integer((ulong)Math.Abs(integer), integer < 0);
            return;
        }

        var bytes = new byte[9];
        bytes[0] = 70;
        BinaryPrimitives.WriteDoubleBigEndian(bytes.AsSpan(1), value.GetDouble());
        Put(bytes);
    }

    private void Integer(ulong magnitude, bool isNegative)
    {
        if (!isNegative && magnitude < 256)
            Put([97, (byte)magnitude]);
        else if (magnitude <= int.MaxValue)
            Header(98, isNegative ? -(int)magnitude : (int)magnitude);
        else
        {
            Span<byte> digits = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(digits, magnitude);
            digits = digits.TrimEnd((byte)0);
            Put([110, (byte)digits.Length, isNegative ? (byte)1 : (byte)0, .. digits]);
        }
    }

    private void Atom(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        Put(bytes.Length == name.Length ? [115, (byte)bytes.Length, .. bytes] : [119, (byte)bytes.Length, .. bytes]);
    }

    private void Binary(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Header(109, bytes.Length);
        Put(bytes);
    }

    private void Put(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    private void Header(byte tag, int value) =>
        Put([tag, (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private bool Chance(int oneIn) => variation is not null && variation.Next(oneIn) == 0;
}
