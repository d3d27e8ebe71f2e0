using System.Buffers;
using System.Text.Json;
using Gateway.Core.Commands;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Protocol;

/// <summary>Writes the payloads that the library sends on its own: Heartbeat, Identify, Resume.</summary>
public static class PayloadWriter
{
    /// <summary>Discord's limit for one payload from a client, in bytes.</summary>
    public const int MaxPayloadBytes = 4096;

    /// <summary>No heartbeat is longer, whatever its sequence and its encoding.</summary>
    public const int MaxHeartbeatBytes = 33;

    /// <summary><c>{"op":1,"d":251}</c>, or <c>null</c> before the first dispatch of a session.</summary>
    public static byte[] Heartbeat(long? sequence, GatewayEncoding encoding = GatewayEncoding.Json)
    {
        Span<byte> buffer = stackalloc byte[MaxHeartbeatBytes];
        return buffer[..WriteHeartbeat(buffer, sequence, encoding)].ToArray();
    }

    /// <summary>The same without an allocation; answers how many bytes were written.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    internal static int WriteHeartbeat(Span<byte> destination, long? sequence, GatewayEncoding encoding)
    {
        if (destination.Length < MaxHeartbeatBytes)
        {
            throw new ArgumentException(
                $"The destination has {destination.Length} bytes. Allowed: at least {MaxHeartbeatBytes}.", nameof(destination));
        }

        return encoding == GatewayEncoding.Etf ? EtfHeartbeat.Write(destination, sequence) : WriteJsonHeartbeat(destination, sequence);
    }

    private static int WriteJsonHeartbeat(Span<byte> destination, long? sequence)
    {
        var head = "{\"op\":1,\"d\":"u8;
        head.CopyTo(destination);
        var length = head.Length;
        if (sequence is { } s)
        {
            System.Buffers.Text.Utf8Formatter.TryFormat(s, destination[length..], out var written);
            length += written;
        }
        else
        {
            "null"u8.CopyTo(destination[length..]);
            length += 4;
        }

        destination[length++] = (byte)'}';
        return length;
    }

    /// <summary>Starts a session. Contains the token.</summary>
    /// <exception cref="ArgumentException">The payload would be over 4096 bytes.</exception>
    public static byte[] Identify(
        IdentifySettings settings, UpdatePresence? presence, string token, GatewayEncoding encoding = GatewayEncoding.Json)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Write(GatewayOpcode.Identify, encoding, (settings, presence, token), static (json, s) =>
        {
            json.WriteString("token"u8, s.token);
            json.WriteNumber("intents"u8, (long)s.settings.Intents);
            json.WriteStartObject("properties"u8);
            json.WriteString("os"u8, s.settings.Properties.Os);
            json.WriteString("browser"u8, s.settings.Properties.Browser);
            json.WriteString("device"u8, s.settings.Properties.Device);
            json.WriteEndObject();
            if (s.settings.PayloadCompression)
            {
                json.WriteBoolean("compress"u8, true);
            }

            json.WriteNumber("large_threshold"u8, s.settings.LargeThreshold);
            json.WriteStartArray("shard"u8);
            json.WriteNumberValue(s.settings.Shard.Index);
            json.WriteNumberValue(s.settings.Shard.Count);
            json.WriteEndArray();
            if (s.presence is not null)
            {
                json.WritePropertyName("presence"u8);
                s.presence.WriteData(json);
            }

            if (s.settings.Capabilities != 0)
            {
                json.WriteNumber("capabilities"u8, s.settings.Capabilities);
            }
        });
    }

    /// <summary>Continues a session. Contains the token.</summary>
    /// <exception cref="ArgumentException">The payload would be over 4096 bytes.</exception>
    public static byte[] Resume(
        string token, string sessionId, long sequence, GatewayEncoding encoding = GatewayEncoding.Json) =>
        Write(GatewayOpcode.Resume, encoding, (token, sessionId, sequence), static (json, s) =>
        {
            json.WriteString("token"u8, s.token);
            json.WriteString("session_id"u8, s.sessionId);
            json.WriteNumber("seq"u8, s.sequence);
        });

    private static byte[] Write<T>(GatewayOpcode opcode, GatewayEncoding encoding, T state, Action<Utf8JsonWriter, T> writeData)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("op"u8, (int)opcode);
            json.WriteStartObject("d"u8);
            writeData(json, state);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        var payload = encoding == GatewayEncoding.Etf ? EtfEncoder.Encode(buffer.WrittenSpan) : buffer.WrittenSpan.ToArray();
        return payload.Length <= MaxPayloadBytes
            ? payload
            : throw new ArgumentException(
                $"The {opcode} payload has {payload.Length} bytes. Allowed: at most {MaxPayloadBytes}.", nameof(state));
    }
}
