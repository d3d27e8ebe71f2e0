using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Control;

/// <summary>Reads the JSON of a request, up to <see cref="MaxBytes"/>.</summary>
internal static class ControlBody
{
    public const int MaxBytes = 1 << 20;

    /// <exception cref="ControlRefusal">Too long, or no JSON.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > MaxBytes)
        {
            throw TooLong();
        }

        var buffer = new MemoryStream();
        var chunk = new byte[16 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                throw TooLong();
            }

            buffer.Write(chunk, 0, read);
        }

        return Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // An empty body is an object without fields: what is missing is then named.
            return bytes.IsEmpty ? JsonDocument.Parse("{}") : JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw ControlRefusal.BadField("body", $"no JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine})", "one JSON object");
        }
    }

    private static ControlRefusal TooLong()
        => new(StatusCodes.Status413PayloadTooLarge, "body", "longer than that", "at most 1 MiB");
}
