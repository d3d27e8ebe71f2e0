using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Core.Protocol;

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

    private protected GatewayCommand()
    {
    }

    /// <summary>The opcode under which it is sent.</summary>
    public abstract GatewayOpcode Opcode { get; }

    /// <summary>The complete message in UTF-8 JSON, <c>{"op":…,"d":…}</c>. At most <see cref="MaxPayloadBytes"/> long; the same memory each time.</summary>
    public ReadOnlyMemory<byte> Encode() => _payload ??= Write();

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
