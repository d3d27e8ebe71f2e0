using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Bench.HotPath;

/// <summary>What is done with the bytes of the limit.</summary>
internal enum BareUse
{
    Nothing,
    InflateZlib,
    InflateZstd,
}

/// <summary>
/// The limit: blocking <c>recv</c> of the same bytes into 64 KiB and, if asked for, inflating them. It looks at the frames'
/// lengths, because only so it knows what to inflate and when the events have begun and ended; at nothing else.
/// </summary>
internal sealed class BareClient : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly ZlibFeed? _zlib;
    private readonly ZstdFeed? _zstd;
    private int _start;
    private int _end;
    private int _payloadLeft;

    private BareClient(BareUse use)
    {
        _zlib = use == BareUse.InflateZlib ? new ZlibFeed() : null;
        _zstd = use == BareUse.InflateZstd ? new ZstdFeed() : null;
    }

    public static Sample Run(ServerProcess server, int warmUp, int events, string query, BareUse use)
    {
        using var client = new BareClient(use);
        client.Connect(server.Url, query);
        var window = new Window(events);
        server.Blast(warmUp, events);
        for (var i = 0; i < warmUp + events + 2; i++)
        {
            client.TakeMessage();
            if (i == warmUp || i == warmUp + events + 1)
            {
                window.OnMarker();
            }
        }

        return window.Sample;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _zlib?.Dispose();
        _zstd?.Dispose();
    }

    private void Connect(Uri url, string query)
    {
        _socket.Connect(IPAddress.Loopback, url.Port);
        _socket.Send(Encoding.ASCII.GetBytes(
            $"GET /{query} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        while (!_buffer.AsSpan(0, _end).EndsWith("\r\n\r\n"u8) && _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8) < 0)
        {
            _end += _socket.Receive(_buffer.AsSpan(_end));
        }

        _start = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8) + 4;
        TakeMessage(); // Hello
        var identify = Handshake.Identify;
        _socket.Send([0x81, 0x80 | 126, 0, (byte)identify.Length, 0, 0, 0, 0, .. identify]);
        TakeMessage(); // READY
    }

    private void TakeMessage()
    {
        _payloadLeft = ReadHeader();
        while (_payloadLeft > 0)
        {
            if (_start == _end)
            {
                Fill();
            }

            var part = Math.Min(_payloadLeft, _end - _start);
            _zlib?.Inflate(_buffer.AsMemory(_start, part));
            _zstd?.Inflate(_buffer.AsSpan(_start, part));
            _start += part;
            _payloadLeft -= part;
        }
    }

    // A server's frames here are unmasked and shorter than 64 KiB.
    private int ReadHeader()
    {
        Need(2);
        var length = _buffer[_start + 1] & 0x7F;
        if (length < 126)
        {
            _start += 2;
            return length;
        }

        Need(4);
        length = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start + 2));
        _start += 4;
        return length;
    }

    private void Need(int bytes)
    {
        while (_end - _start < bytes)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            _end += Receive(_end);
        }
    }

    private void Fill()
    {
        _start = 0;
        _end = Receive(0);
    }

    private int Receive(int at) =>
        _socket.Receive(_buffer.AsSpan(at)) is > 0 and var read ? read : throw new IOException("The server has closed.");
}
