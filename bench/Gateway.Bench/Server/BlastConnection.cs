using System.Net.Sockets;

namespace Gateway.Bench.Server;

/// <summary>
/// One client of the server: upgrade, Hello, READY on Identify, an ACK for each heartbeat. No more of a WebSocket
/// server than that: whoever measures must not wait for the other side.
/// </summary>
internal sealed class BlastConnection(Socket socket, ServerSettings settings) : IDisposable
{
    private const int WriteSize = 256 * 1024;
    private const byte CloseOpcode = 8;
    private const int Identify = 2;
    private const int Heartbeat = 1;
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly SemaphoreSlim _writing = new(1);
    private ServedFormat _format;
    private MessageEncoder _encoder = new(default);
    private long _sequence;
    private bool _isPrepared; // The encoder knows nothing of what was sent.

    public async Task RunAsync()
    {
        try
        {
            _format = ServedFormat.Of(await Upgrade.AcceptAsync(_stream));
            _encoder = new MessageEncoder(_format);
            await SendAsync(ServedEvents.Hello(settings.HeartbeatInterval), ServedEvents.NoSequence);
            while (await ReadFrameAsync())
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
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
        _encoder.Dispose();
    }

    /// <summary>Warm-up, marker, events, marker: as fast as the client takes them.</summary>
    public async Task BlastAsync(int warmUp, int events)
    {
        await _writing.WaitAsync();
        try
        {
            if (_format.Compression == ServedCompression.None)
            {
                await WriteAsync(ServedEvents.Blast(warmUp, events));
                return;
            }

            _isPrepared = true;
            foreach (var chunk in PreparedBlast.Of(_format, settings.HeartbeatInterval, warmUp, events).Chunks)
            {
                await _stream.WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The client has gone before the end.
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Events at an even rate, each written by itself and stamped with the time of its writing.</summary>
    public async Task PaceAsync(int perSecond, int events)
    {
        await _writing.WaitAsync();
        try
        {
            await Task.Factory.StartNew(
                () => _sequence = PacedBlast.Write(socket, _sequence, perSecond, events), TaskCreationOptions.LongRunning);
        }
        catch (SocketException)
        {
            // The client has gone before the end.
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>One event, in a write of its own. Waits while the client does not take it.</summary>
    public void Send(FrameWriter writer, ServedEvent served)
    {
        _writing.Wait();
        try
        {
            writer.Clear();
            _encoder.Write(writer, served, ++_sequence);
            socket.Send(writer.Written.Span);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteAsync(IEnumerable<ServedEvent> events)
    {
        var writer = new FrameWriter(WriteSize);
        foreach (var served in events)
        {
            if (!writer.HasRoom)
            {
                await FlushAsync(writer);
            }

            _encoder.Write(writer, served, ++_sequence);
        }

        await FlushAsync(writer);
    }

    private async Task FlushAsync(FrameWriter writer)
    {
        await _stream.WriteAsync(writer.Written);
        writer.Clear();
    }

    private async Task SendAsync(ServedEvent served, long sequence)
    {
        await _writing.WaitAsync();
        try
        {
            var writer = new FrameWriter(2 * served.MaxLength);
            _encoder.Write(writer, served, sequence);
            await FlushAsync(writer);
        }
        finally
        {
            _writing.Release();
        }
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

        await AnswerAsync(payload);
        return true;
    }

    private async Task AnswerAsync(byte[] payload)
    {
        if (IsOpcode(payload, Identify))
        {
            if (payload.AsSpan().IndexOf("\"compress\":true"u8) >= 0)
            {
                _format = _format with { Compression = ServedCompression.Payload };
                _encoder = new MessageEncoder(_format);
            }

            await SendAsync(ServedEvents.Ready, ++_sequence);
            if (settings.Feed > 0)
            {
                await BlastAsync(0, settings.Feed);
            }
        }
        else if (IsOpcode(payload, Heartbeat))
        {
            await AnswerHeartbeatAsync();
        }
    }

    private async Task AnswerHeartbeatAsync()
    {
        if (!_isPrepared || _format.Compression == ServedCompression.Payload)
        {
            await SendAsync(ServedEvents.HeartbeatAck, ServedEvents.NoSequence);
            return;
        }

        // Fits into any stream, at any point between messages: it refers to nothing before it.
        var ack = new byte[ServedEvents.HeartbeatAck.MaxLength];
        var length = ServedEvents.HeartbeatAck.Write(ack, ServedEvents.NoSequence, _format.IsEtf);
        var writer = new FrameWriter(2 * FrameWriter.MostFrameBytes);
        writer.Write(StoredBlock.Of(ack.AsSpan(0, length), _format.Compression), isBinary: true);
        await _writing.WaitAsync();
        try
        {
            await FlushAsync(writer);
        }
        finally
        {
            _writing.Release();
        }
    }

    // JSON, or a term whose key is a binary and whose value a small integer (tag 97, an 'a').
    private bool IsOpcode(ReadOnlySpan<byte> payload, byte opcode) => _format.IsEtf
        ? payload.IndexOf("opa"u8) is var at and >= 0 && payload[at + 3] == opcode
        : payload.IndexOf("\"op\":"u8) is var start and >= 0 && payload[start + 5] == '0' + opcode && payload[start + 6] == ',';
}
