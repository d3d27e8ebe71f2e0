using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Bench.Server;

/// <summary>The server's half of the WebSocket upgrade.</summary>
internal static class Upgrade
{
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3

    /// <summary>Answers the request and gives its first line.</summary>
    public static async Task<string> AcceptAsync(NetworkStream stream)
    {
        var request = "";
        var buffer = new byte[4096];
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer);
            request += read > 0 ? Encoding.ASCII.GetString(buffer, 0, read) : throw new IOException("No request.");
        }

        var lines = request.Split("\r\n");
        var key = lines.First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
#pragma warning disable CA5350 // RFC 6455 says SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        return lines[0];
    }
}
