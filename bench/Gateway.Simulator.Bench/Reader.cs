using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Simulator.Bench;

/// <summary>A client that counts frames and looks at nothing else: it must not be what is measured.</summary>
internal sealed class Reader : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 << 10];
    private int _start;
    private int _end;
    private long _skip;

    public static async Task<Reader> ConnectAsync(int port)
    {
        var reader = new Reader();
        await reader._socket.ConnectAsync(IPAddress.Loopback, port);
        await reader._socket.SendAsync(Encoding.ASCII.GetBytes(
            "GET /?v=10&encoding=json HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"));
        for (var ended = 0; ended < 4; ended = reader._buffer[reader._start++] == "\r\n\r\n"[ended] ? ended + 1 : 0)
        {
            if (reader._start == reader._end)
            {
                await reader.FillAsync();
            }
        }

        return reader;
    }

    /// <summary>Reads on until so many whole frames have come.</summary>
    public async ValueTask ReadAsync(int frames)
    {
        while (frames > 0)
        {
            var have = Math.Min(_skip, _end - _start);
            _start += (int)have;
            _skip -= have;
            if (_skip > 0 || !TryHeader())
            {
                await FillAsync();
                continue;
            }

            // Counted at its header; what is left of the last one's body is read before the next.
            frames--;
        }
    }

    public async Task SendAsync(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] frame = [0x81, .. payload.Length < 126 ? (byte[])[(byte)(0x80 | payload.Length)] : [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length], 0, 0, 0, 0, .. payload];
        await _socket.SendAsync(frame);
    }

    public void Dispose() => _socket.Dispose();

    private bool TryHeader()
    {
        var bytes = _buffer.AsSpan(_start, _end - _start);
        if (bytes.Length < 2)
        {
            return false;
        }

        var size = (bytes[1] & 0x7F) switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < size)
        {
            return false;
        }

        _skip = size switch
        {
            4 => (bytes[2] << 8) | bytes[3],
            10 => System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => bytes[1],
        };
        _start += size;
        return true;
    }

    private async ValueTask FillAsync()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = await _socket.ReceiveAsync(_buffer.AsMemory(_end));
        _end += read > 0 ? read : throw new IOException("The server has ended the connection.");
    }
}
