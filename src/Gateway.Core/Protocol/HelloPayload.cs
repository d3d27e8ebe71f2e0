using System.Text.Json;

namespace Gateway.Core.Protocol;

/// <summary>The body of Hello.</summary>
public static class HelloPayload
{
    /// <summary>The shortest interval that is believed. Production has 41.25 s; simulators use tens of milliseconds.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest interval that is believed: with a longer one a dead peer would not be noticed for hours.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromMinutes(30);

    /// <summary>Reads the heartbeat interval. False when it is missing, no number, or out of range.</summary>
    public static bool TryReadInterval(ReadOnlySpan<byte> data, out TimeSpan interval)
    {
        interval = default;
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("heartbeat_interval"u8);
                reader.Read();
                if (found)
                {
                    return reader.TokenType == JsonTokenType.Number
                        && reader.TryGetDouble(out var milliseconds)
                        && milliseconds >= MinInterval.TotalMilliseconds
                        && milliseconds <= MaxInterval.TotalMilliseconds
                        && Set(milliseconds, out interval);
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // Not JSON, or half a surrogate pair in a key.
        }

        return false;
    }

    private static bool Set(double milliseconds, out TimeSpan interval)
    {
        interval = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }
}
