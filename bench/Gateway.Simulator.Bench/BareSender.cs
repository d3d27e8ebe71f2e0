using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Simulator.Bench;

/// <summary>The limit: Kestrel, and frames that are ready before the first is asked for.</summary>
internal sealed class BareSender
{
    private const int WriteBytes = 64 << 10;
    private Stream? _stream;

    public async Task AcceptAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
#pragma warning disable CA5350 // RFC 6455 says SHA-1.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(
            SHA1.HashData(Encoding.ASCII.GetBytes(context.Request.Headers.SecWebSocketKey + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        _stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        var buffer = new byte[256];
        try
        {
            while (await _stream.ReadAsync(buffer, context.RequestAborted) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The reader is done.
        }
    }

    public async Task SendAsync(byte[] payload, int events)
    {
        byte[] frame = [0x81, 126, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
        var perWrite = WriteBytes / frame.Length;
        byte[] piece = [.. Enumerable.Repeat(frame, perWrite).SelectMany(f => f)];
        for (var left = events; left > 0; left -= perWrite)
        {
            await _stream!.WriteAsync(piece.AsMemory(0, Math.Min(left, perWrite) * frame.Length));
            await _stream.FlushAsync();
        }
    }
}
