using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Bench.Server;

/// <summary>
/// One client of the server: upgrade, Hello, READY on Identify, an ACK for each heartbeat. No more of a WebSocket
/// server than that: whoever measures must not wait for the other side.
/// </summary>
internal sealed class BlastConnection(Socket socket) : IDisposable
{
    private const int WriteSize = 256 * 1024;
    private const string AcceptGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3
    private const byte CloseOpcode = 8;
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly FrameWriter _writer = new(WriteSize);
    private readonly SemaphoreSlim _writing = new(1);
    private long _sequence;

    public async Task RunAsync()
    {
        try
        {
            await UpgradeAsync();
            await SendAsync(() => _writer.Write(ServedEvents.Hello));
            while (await ReadFrameAsync())
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The client is done: it has what it wanted.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _writing.Dispose();
    }

    /// <summary>Warm-up, marker, events, marker.</summary>
    public async Task BlastAsync(int warmUp, int events)
    {
        await _writing.WaitAsync();
        try
        {
            await FillAsync(ServedEvents.Message, warmUp);
            await FillAsync(ServedEvents.Marker, 1);
            await FillAsync(ServedEvents.Message, events);
            await FillAsync(ServedEvents.Marker, 1);
            await FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task FillAsync(ServedEvent served, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!_writer.HasRoomFor(served))
            {
                await FlushAsync();
            }

            _writer.Write(served, ++_sequence);
        }
    }

    private async Task FlushAsync()
    {
        await _stream.WriteAsync(_writer.Written);
        _writer.Clear();
    }

    private async Task SendAsync(Action write)
    {
        await _writing.WaitAsync();
        try
        {
            write();
            await FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task UpgradeAsync()
    {
        var request = "";
        var buffer = new byte[4096];
        while (!request.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await _stream.ReadAsync(buffer);
            request += read > 0 ? Encoding.ASCII.GetString(buffer, 0, read) : throw new IOException("No request.");
        }

        var key = request.Split("\r\n")
            .First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))
            .Split(':', 2)[1].Trim();
#pragma warning disable CA5350 // RFC 6455 says SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptGuid)));
#pragma warning restore CA5350
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
    }

    // A client's frames are masked and, here, shorter than 64 KiB.
    private async Task<bool> ReadFrameAsync()
    {
        var header = new byte[8];
        await _stream.ReadExactlyAsync(header.AsMemory(0, 2));
        int length = header[1] & 0x7F;
        if (length == 126)
        {
            await _stream.ReadExactlyAsync(header.AsMemory(2, 2));
            length = (header[2] << 8) | header[3];
        }

        await _stream.ReadExactlyAsync(header.AsMemory(4, 4));
        var payload = new byte[length];
        await _stream.ReadExactlyAsync(payload);
        for (var i = 0; i < length; i++)
        {
            payload[i] ^= header[4 + (i & 3)];
        }

        if ((header[0] & 0xF) == CloseOpcode)
        {
            await _stream.WriteAsync(new byte[] { 0x80 | CloseOpcode, 0 });
            return false;
        }

        await AnswerAsync(Encoding.UTF8.GetString(payload));
        return true;
    }

    private Task AnswerAsync(string payload)
    {
        if (payload.Contains("\"op\":2,", StringComparison.Ordinal))
        {
            return SendAsync(() => _writer.Write(ServedEvents.Ready, ++_sequence));
        }

        return payload.Contains("\"op\":1,", StringComparison.Ordinal)
            ? SendAsync(() => _writer.Write(ServedEvents.HeartbeatAck))
            : Task.CompletedTask;
    }
}
