using System.Text;
using Gateway.Core.Delivery;
using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Wire;

/// <summary>One payload as a handler would see it.</summary>
internal sealed record Received(EnvelopeStatus Status, int Opcode, long? Sequence, string? Name, string Data);

/// <summary>The way of the driver's reader from WebSocket messages to payloads, without machine and delivery.</summary>
internal sealed class WireReader(GatewayCompression compression, GatewayEncoding encoding, int maxBytes = 1 << 20) : IDisposable
{
    private readonly PayloadInbox _inbox = new(compression.CreateDecompressor(), PayloadCodec.For(encoding), maxBytes);
    private readonly PooledMessage _message = new();

    /// <summary>One payload, its body as a handler would read it.</summary>
    public delegate void PayloadHandler(EnvelopeStatus status, in GatewayEnvelope envelope, ReadOnlySpan<byte> body);

    public List<Received> Payloads { get; } = [];

    /// <summary>Gets every payload; then there is no list of them.</summary>
    public PayloadHandler? OnPayload { get; set; }

    public int LargestMessage { get; private set; }

    /// <summary>Receives one message and reads all that it has brought.</summary>
    public InboxResult Receive(ReadOnlySpan<byte> bytes, bool isBinary = true)
    {
        _message.Clear();
        bytes.CopyTo(_message.GetSpan(bytes.Length));
        _message.Advance(bytes.Length);
        var result = _inbox.Accept(_message, isBinary);
        while (result == InboxResult.Payload)
        {
            Read();
            if (!_inbox.HasNext)
                break;

            _message.Clear();
            result = _inbox.TakeNext(_message);
        }

        _message.Clear();
        return result;
    }

    /// <summary>Receives one message that holds one event, and touches nothing of it: what every event costs.</summary>
    public long? Pass(ReadOnlySpan<byte> bytes, bool readData)
    {
        _message.Clear();
        bytes.CopyTo(_message.GetSpan(bytes.Length));
        _message.Advance(bytes.Length);
        _inbox.Accept(_message, isBinary: true);
        _inbox.Codec.TryRead(_message, _inbox.MaySplit, out var envelope, out _);
        return readData ? new Dispatch(default, envelope, _message).Data.Length : envelope.Sequence;
    }

    public void Dispose()
    {
        _inbox.Dispose();
        _message.Release();
    }

    private void Read()
    {
        LargestMessage = Math.Max(LargestMessage, _message.Capacity);
        var status = _inbox.Codec.TryRead(_message, _inbox.MaySplit, out var envelope, out var length);
        if (length < _message.Length)
            _inbox.KeepRest(_message, length);

        if (OnPayload is not null)
        {
            OnPayload(status, envelope, new Dispatch(default, envelope, _message).Data.Span);
            return;
        }

        var data = "";
        if (status == EnvelopeStatus.Ok)
        {
            try
            {
                data = Encoding.UTF8.GetString(new Dispatch(default, envelope, _message).Detach().Data.Span);
            }
            catch (System.Text.Json.JsonException)
            {
                data = "undecodable";
            }
        }

        Payloads.Add(new Received(status, envelope.Opcode, envelope.Sequence, envelope.EventName, data));
    }
}
