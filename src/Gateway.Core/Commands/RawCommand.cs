using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Core.Protocol;

namespace Gateway.Core.Commands;

/// <summary>
/// A command that has no type here yet: an opcode and its <c>d</c>. Only that <c>d</c> is one JSON value and the size are
/// checked; Discord closes with 4001 or 4002 when it does not like what it gets.
/// </summary>
public sealed class RawCommand : GatewayCommand
{
    private readonly byte[] _data;

    /// <summary>Makes the command.</summary>
    /// <param name="opcode">Any but those that the library sends itself (1, 2, 6) and those that are only received (0, 7, 9, 10, 11).</param>
    /// <param name="data">One JSON value in UTF-8, without comments or a byte order mark. Copied.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public RawCommand(GatewayOpcode opcode, ReadOnlyMemory<byte> data)
        : this(opcode, data.ToArray(), new CommandChecks())
    {
    }

    /// <summary>Makes the command.</summary>
    /// <param name="opcode">Any but those that the library sends itself (1, 2, 6) and those that are only received (0, 7, 9, 10, 11).</param>
    /// <param name="data">The value. Copied, so that its document may be disposed.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public RawCommand(GatewayOpcode opcode, JsonElement data)
        : this(opcode, data.ValueKind == JsonValueKind.Undefined ? [] : JsonMarshal.GetRawUtf8Value(data).ToArray(), new CommandChecks())
    {
    }

    private RawCommand(GatewayOpcode opcode, byte[] data, CommandChecks checks)
    {
        CheckOpcode(checks, opcode);
        CheckData(checks, data);
        checks.ThrowIfAny();
        Opcode = opcode;
        _data = data;
        CheckSize(nameof(data));
    }

    /// <inheritdoc/>
    public override GatewayOpcode Opcode { get; }

    /// <summary>The value of <c>d</c>, as it was given.</summary>
    public ReadOnlyMemory<byte> Data => _data;

    /// <inheritdoc/>
    public override void WriteData(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteRawValue(_data, skipInputValidation: true);
    }

    private static void CheckOpcode(CommandChecks checks, GatewayOpcode opcode)
    {
        const string allowed = "an opcode that clients send, other than 1, 2 and 6";
        switch (opcode)
        {
            case GatewayOpcode.Heartbeat or GatewayOpcode.Identify or GatewayOpcode.Resume:
                checks.Add(nameof(opcode), $"{(int)opcode} ({opcode}) is sent by the library itself", allowed);
                break;
            case GatewayOpcode.Dispatch or GatewayOpcode.Reconnect or GatewayOpcode.InvalidSession
                or GatewayOpcode.Hello or GatewayOpcode.HeartbeatAck:
                checks.Add(nameof(opcode), $"{(int)opcode} ({opcode}) is only received", allowed);
                break;
            case < 0:
                checks.Add(nameof(opcode), $"{(int)opcode} is negative", allowed);
                break;
        }
    }

    private static void CheckData(CommandChecks checks, byte[] data)
    {
        const string allowed = "one JSON value in UTF-8";
        if (data.Length > MaxPayloadBytes)
        {
            checks.Add(nameof(data), $"{data.Length} bytes", $"at most {MaxPayloadBytes} bytes with the envelope");
            return;
        }

        // The reader takes the bytes inside of strings on trust.
        if (!Utf8.IsValid(data))
        {
            checks.Add(nameof(data), "not UTF-8", allowed);
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(data);
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            checks.Add(nameof(data), exception.Message.TrimEnd('.'), allowed);
        }
    }
}
