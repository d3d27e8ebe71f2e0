using Gateway.Simulator.Server;

namespace Gateway.Simulator.Wire;

/// <summary>
/// What faults make of the next messages of a connection, between the compressor and the socket: bytes are moved from
/// one message or write to another, none is lost. Guarded by the server's lock.
/// </summary>
internal sealed class MessageFaults(IGatewayPeer peer) : IMessageSink
{
    private readonly List<WireMessage> _merging = [];
    private readonly List<WireMessage> _batch = [];
    private ReadOnlyMemory<byte> _suffix;
    private int _suffixesToHold;
    private int _toMerge;
    private int _toBatch;
    private (int At, int Left) _split;
    private (int Bytes, int Left) _fragment;

    /// <summary>How each payload of zlib-stream ends.</summary>
    private static ReadOnlySpan<byte> FlushSuffix => [0x00, 0x00, 0xFF, 0xFF];

    /// <summary>Each of the next messages is cut in two.</summary>
    public void Split(int at, int count) => _split = (at, count);

    /// <summary>The next messages go out in frames of so many bytes.</summary>
    public void Fragment(int bytes, int count) => _fragment = (bytes, count);

    /// <summary>The next payloads go out in one message.</summary>
    public void Merge(int count) => _toMerge = count;

    /// <summary>The next messages go out in one write.</summary>
    public void Batch(int count) => _toBatch = count;

    /// <summary>The next flush suffixes come at the head of the message after.</summary>
    public void HoldSuffix(int count) => _suffixesToHold = count;

    public void Send(ReadOnlyMemory<byte> payload, bool text)
    {
        var message = MoveSuffix(new WireMessage(payload, text));
        if (_toMerge > 0)
        {
            _merging.Add(message);
            if (--_toMerge > 0)
            {
                return;
            }

            message = Drain(_merging);
        }

        if (_toBatch > 0)
        {
            _batch.Add(message);
            if (--_toBatch == 0)
            {
                SendBatch();
            }
        }
        else
        {
            SendOne(message);
        }
    }

    /// <summary>Sends what waits for more, because nothing more will come.</summary>
    public void Flush()
    {
        _toMerge = 0;
        _toBatch = 0;
        if (_suffix.Length > 0 || _merging.Count > 0)
        {
            _merging.Add(new WireMessage(_suffix, _merging.Count > 0 && _merging[0].IsText));
            _suffix = default;
            _batch.Add(Drain(_merging));
        }

        SendBatch();
    }

    private WireMessage MoveSuffix(WireMessage message)
    {
        if (_suffix.Length > 0)
        {
            message = WireMessage.Join([new WireMessage(_suffix, message.IsText), message]);
            _suffix = default;
        }

        if (_suffixesToHold == 0 || message.IsText || !message.Bytes.Span.EndsWith(FlushSuffix))
        {
            return message;
        }

        _suffixesToHold--;
        _suffix = message.Bytes[^FlushSuffix.Length..];
        return message with { Bytes = message.Bytes[..^FlushSuffix.Length] };
    }

    private void SendOne(WireMessage message)
    {
        if (_split.Left == 0 || message.Bytes.Length < 2)
        {
            SendFrames(message);
            return;
        }

        _split.Left--;
        var at = Math.Clamp(_split.At, 1, message.Bytes.Length - 1);
        SendFrames(message with { Bytes = message.Bytes[..at] });
        SendFrames(message with { Bytes = message.Bytes[at..] });
    }

    private void SendFrames(WireMessage message)
    {
        if (_fragment.Left > 0)
        {
            _fragment.Left--;
            peer.SendTogether([message], _fragment.Bytes);
        }
        else
        {
            peer.Send(message.Bytes, message.IsText);
        }
    }

    private void SendBatch()
    {
        if (_batch.Count > 0)
        {
            peer.SendTogether([.. _batch], int.MaxValue);
            _batch.Clear();
        }
    }

    private static WireMessage Drain(List<WireMessage> messages)
    {
        var joined = WireMessage.Join(messages);
        messages.Clear();
        return joined;
    }
}
