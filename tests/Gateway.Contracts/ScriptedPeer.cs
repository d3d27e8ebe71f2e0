using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gateway.Contracts;

/// <summary>The server's end of one connection, written out by hand so that a test can do what no library would.</summary>
public sealed class ScriptedPeer(Socket socket) : IDisposable
{
    // RFC 6455 §1.3.
    private const string HandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Stream _stream = new NetworkStream(socket, ownsSocket: true);

    public Socket Socket => socket;

    /// <summary>The headers of the last request, by lower-case name; "" is the request line.</summary>
    public Dictionary<string, string> Request { get; } = [];

    /// <summary>Makes the connection TLS, as the server.</summary>
    public async Task SecureAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(_stream);
        _stream = tls;
        await Deadline.Within(tls.AuthenticateAsServerAsync(certificate));
    }

    /// <summary>Reads the upgrade request and answers 101.</summary>
    public async Task UpgradeAsync()
    {
        await ReadRequestAsync();
        await AnswerUpgradeAsync();
    }

    /// <summary>Answers 101 to the request that was read; <paramref name="frames"/> are in the same write.</summary>
    public async Task AnswerUpgradeAsync(byte[]? frames = null)
    {
        var accept = Convert.ToBase64String(Hash(Request["sec-websocket-key"] + HandshakeGuid));
        var head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        await WriteAsync((byte[])[.. head, .. frames ?? []]);
    }

    /// <summary>Reads the upgrade request and answers with another status; <paramref name="headers"/> end in line breaks.</summary>
    public async Task RefuseAsync(int status, string headers = "")
    {
        await ReadRequestAsync();
        await WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} No\r\nContent-Length: 2\r\n{headers}\r\nno"));
    }

    /// <summary>Reads a request's head into <see cref="Request"/>.</summary>
    public async Task ReadRequestAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await Deadline.Within(_stream.ReadExactlyAsync(one));
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Request.Clear();
        Request[""] = lines[0];
        foreach (var line in lines.Skip(1))
        {
            var parts = line.Split(':', 2);
            Request[parts[0].ToLowerInvariant()] = parts[1].Trim();
        }
    }

    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => Deadline.Within(_stream.WriteAsync(bytes));

    public Task SendTextAsync(string text) => WriteAsync(Frames.Text(text));

    /// <summary>Reads one frame of the client's, unmasked. Null at the end of the stream.</summary>
    public async Task<(int Opcode, byte[] Payload)?> ReadFrameAsync()
    {
        var head = new byte[2];
        if (await Deadline.Within(_stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false)) < 2)
            return null;
        var length = (long)(head[1] & 0x7F);
        if (length >= 126)
        {
            var extended = await ReadBytesAsync(length == 126 ? 2 : 8);
            length = extended.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(extended) : BinaryPrimitives.ReadInt64BigEndian(extended);
        }

        Assert.That(head[1] & 0x80, Is.Not.Zero, "A client masks what it sends (RFC 6455 §5.1)");
        var mask = await ReadBytesAsync(4);
        var payload = await ReadBytesAsync((int)length);
        for (var i = 0; i < payload.Length; i++)
            payload[i] ^= mask[i % 4];
        return (head[0] & 0x0F, payload);
    }

    /// <summary>Reads frames until a close frame; answers with its code, null when it is empty.</summary>
    public async Task<int?> ReadCloseAsync()
    {
        while (await ReadFrameAsync() is var (opcode, payload))
        {
            if (opcode == Frames.CloseOpcode)
                return payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : null;
        }

        throw new AssertionException("The connection ended without a close frame.");
    }

    /// <summary>Whether the client's end goes away (end of stream or reset) before the deadline.</summary>
    public async Task WaitForEndAsync()
    {
        var rest = new byte[4096];
        try
        {
            while (await Deadline.Within(_stream.ReadAsync(rest)) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset ends it too.
        }
    }

    /// <summary>Ends the connection with a TCP reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public void Dispose() => _stream.Dispose();

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 §4.2.2 asks for SHA-1; nothing is kept secret by it.")]
    private static byte[] Hash(string text) => SHA1.HashData(Encoding.ASCII.GetBytes(text));

    private async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await Deadline.Within(_stream.ReadExactlyAsync(bytes));
        return bytes;
    }
}
