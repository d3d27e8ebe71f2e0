using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Core.Protocol;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Commands;

/// <summary>
/// A message for Discord that the user of the library may send. Immutable and checked when it is made: a command that exists
/// is one that Discord's documented limits allow.
/// </summary>
public abstract class GatewayCommand
{
    /// <summary>The longest message that Discord takes, in bytes of UTF-8. A longer one closes the connection with 4002.</summary>
    public const int MaxPayloadBytes = 4096;

    // The relaxed encoder leaves letters beyond ASCII as they are, so that more text fits into the limit. What it no longer
    // escapes matters only inside HTML.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private byte[]? _payload;
    private byte[]? _etf;

    private protected GatewayCommand()
    {
    }

    /// <summary>The opcode under which it is sent.</summary>
    public abstract GatewayOpcode Opcode { get; }

    /// <summary>The complete message in UTF-8 JSON, <c>{"op":…,"d":…}</c>. At most <see cref="MaxPayloadBytes"/> long; the same memory each time.</summary>
    public ReadOnlyMemory<byte> Encode() => _payload ??= Write();

    /// <summary>The complete message in an encoding; the same memory each time.</summary>
    /// <exception cref="ArgumentException">
    /// As ETF it is over <see cref="MaxPayloadBytes"/>, which a long list can be that as JSON just is not; or a text in it has no
    /// form in UTF-8, which only a <see cref="RawCommand"/> can have.
    /// </exception>
    public ReadOnlyMemory<byte> Encode(GatewayEncoding encoding) =>
        encoding == GatewayEncoding.Etf ? _etf ??= WriteEtf() : Encode();

    /// <summary>Writes the value of <c>d</c>.</summary>
    /// <param name="writer">Stands where a value may be written. Not flushed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public abstract void WriteData(Utf8JsonWriter writer);

    /// <summary>Encodes once, as the last step of a constructor, so that a command which is too long is never made.</summary>
    private protected void CheckSize(string argument)
    {
        var length = Encode().Length;
        if (length > MaxPayloadBytes)
        {
            throw new ArgumentException(
                $"{argument}: the command is {length} bytes long. Allowed: at most {MaxPayloadBytes} bytes of UTF-8 JSON.", argument);
        }
    }

    private byte[] WriteEtf()
    {
        byte[] payload;
        try
        {
            payload = EtfEncoder.Encode(Encode().Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ArgumentException($"The command cannot be written as ETF: {e.Message} Allowed: texts of whole characters.", e);
        }

        return payload.Length <= MaxPayloadBytes
            ? payload
            : throw new ArgumentException(
                $"The command is {payload.Length} bytes long as ETF. Allowed: at most {MaxPayloadBytes} bytes.");
    }

    private byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("op"u8, (int)Opcode);
            writer.WritePropertyName("d"u8);
            WriteData(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
