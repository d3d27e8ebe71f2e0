using System.Buffers;

namespace Gateway.Core.Protocol.Etf;

/// <summary>The few bodies that a machine reads itself. They come once a connection, so they go through JSON.</summary>
internal static class EtfControlBody
{
    /// <summary>The body as JSON; empty when it is one that no machine looks at, or has no form in JSON.</summary>
    public static ReadOnlySpan<byte> ToJson(in GatewayEnvelope envelope, ReadOnlySpan<byte> payload)
    {
        if (!IsRead(envelope) || envelope.DataLength == 0)
        {
            return default;
        }

        var json = new ArrayBufferWriter<byte>();
        return EtfJson.TryWrite(envelope.DataOf(payload), json) ? json.WrittenSpan : default;
    }

    private static bool IsRead(in GatewayEnvelope envelope) => (GatewayOpcode)envelope.Opcode switch
    {
        GatewayOpcode.Hello or GatewayOpcode.InvalidSession => true,
        GatewayOpcode.Dispatch => envelope.Event is { Name: DispatchEventNames.Ready },
        _ => false,
    };
}
