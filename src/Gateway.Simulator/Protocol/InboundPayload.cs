using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Simulator.Wire;
using Gateway.Simulator.Wire.Etf;

namespace Gateway.Simulator.Protocol;

/// <summary>A client's payload: the opcode and the body. Owns the parsed document.</summary>
internal readonly struct InboundPayload : IDisposable
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _document;

    private InboundPayload(JsonDocument document, int? op)
    {
        _document = document;
        Op = op;
    }

    /// <summary>Null when it is missing or no integer.</summary>
    public int? Op { get; }

    /// <summary>The body, of kind Undefined when the key is missing.</summary>
    public JsonElement Data => _document.RootElement.Get("d");

    /// <summary>False for what is no JSON or ETF, no map, or has a key that comes twice.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, PayloadEncoding encoding, out InboundPayload payload)
    {
        payload = default;
        if (encoding == PayloadEncoding.Etf)
        {
            var json = new ArrayBufferWriter<byte>(Math.Max(bytes.Length, 1));
            if (!EtfDecoder.TryDecode(bytes.Span, json))
            {
                return false;
            }

            bytes = json.WrittenMemory;
        }
        else if (!Utf8.IsValid(bytes.Span))
        {
            return false;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Options);
        }
        catch (JsonException)
        {
            return false;
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            return false;
        }

        payload = new InboundPayload(document, document.RootElement.Get("op").TryInt32(out var op) ? op : null);
        return true;
    }

    public void Dispose() => _document?.Dispose();
}
