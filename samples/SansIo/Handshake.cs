using System.Security.Cryptography;
using System.Text;

namespace SansIo;

/// <summary>The opening handshake of a WebSocket, RFC 6455 §4.1, by hand.</summary>
internal static class Handshake
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int MaxHeaderBytes = 16 * 1024;

    /// <summary>Asks for the upgrade and reads the answer.</summary>
    /// <exception cref="IOException">The server did not agree.</exception>
    public static void Perform(Stream stream, Uri url)
    {
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        var host = url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}";

        // Discord refuses an upgrade without a User-Agent.
        stream.Write(Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nUser-Agent: DiscordBot (SansIo sample, 1.0)\r\n\r\n"));

        var lines = ReadHead(stream).Split("\r\n");
        if (!lines[0].StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
        {
            throw new IOException($"The server refused the upgrade: {lines[0]}");
        }

        var accept = lines.Select(l => l.Split(':', 2))
            .FirstOrDefault(p => p[0].Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase))?[1].Trim();
        if (accept != Accept(key))
        {
            throw new IOException("The server answered another handshake than ours.");
        }
    }

    // Byte by byte: what follows the empty line is the first frame already.
    private static string ReadHead(Stream stream)
    {
        var head = new StringBuilder();
        while (!(head.Length >= 4 && head.ToString(head.Length - 4, 4) == "\r\n\r\n"))
        {
            var next = stream.ReadByte();
            if (next < 0 || head.Length > MaxHeaderBytes)
            {
                throw new IOException("The server did not finish its answer.");
            }

            head.Append((char)next);
        }

        return head.ToString();
    }

#pragma warning disable CA5350 // The protocol asks for SHA-1; nothing is protected by it.
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
}
