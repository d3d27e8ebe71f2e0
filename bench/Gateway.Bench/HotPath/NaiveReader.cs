using System.Text.Json;

namespace Gateway.Bench.HotPath;

/// <summary>The full walk over the envelope.</summary>
internal static class NaiveReader
{
    public static bool TryRead(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(payload);
        long opcode = -1;
        long sequence = 0;
        ReadOnlySpan<byte> name = default;
        data = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("op"u8))
            {
                reader.Read();
                opcode = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("s"u8))
            {
                reader.Read();
                sequence = reader.GetInt64();
            }
            else if (reader.ValueTextEquals("t"u8))
            {
                reader.Read();
                name = reader.ValueSpan;
            }
            else if (reader.ValueTextEquals("d"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                data = payload[start..(int)reader.BytesConsumed];
            }
        }

        return opcode == 0 && sequence > 0 && name.Length > 0;
    }
}
