using System.Buffers;
using System.Net.WebSockets;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Rx;

/// <summary>
/// What the package has received and the shard has not taken yet: bounded by count and by bytes. One producer, one
/// consumer, and an end that may come from anywhere.
/// </summary>
internal sealed class Inbox(int maxMessages, int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Queue<(Stream Body, TransportMessageKind Kind)> _messages = [];
    private long _bytes;
    private TransportMessage? _close;
    private Exception? _failure;
    private TaskCompletionSource? _waiter;

    /// <summary>Counts bytes that have come in, of a message that may not be whole yet.</summary>
    /// <exception cref="WebSocketException">They are too many. The inbox has ended.</exception>
    public void Reserve(int bytes)
    {
        lock (_lock)
            _bytes += bytes;
        if (Volatile.Read(ref _bytes) > maxBytes)
            throw Overflow($"more than {maxBytes} bytes");
    }

    /// <summary>Takes over a whole message, whose bytes were reserved.</summary>
    /// <exception cref="WebSocketException">There are too many. The inbox has ended.</exception>
    public void Add(Stream body, TransportMessageKind kind)
    {
        bool full;
        lock (_lock)
        {
            full = _messages.Count >= maxMessages;
            if (_failure is null && !full)
            {
                _messages.Enqueue((body, kind));
                Wake();
                return;
            }
        }

        body.Dispose();
        if (full)
            throw Overflow($"more than {maxMessages} messages");
    }

    /// <summary>Notes the peer's close frame, which comes after all messages.</summary>
    public void Close(TransportMessage close)
    {
        lock (_lock)
        {
            _close ??= close;
            Wake();
        }
    }

    /// <summary>Ends the inbox. Messages that are whole can still be taken if <paramref name="keepMessages"/>.</summary>
    public void End(Exception failure, bool keepMessages)
    {
        lock (_lock)
        {
            _failure ??= failure;
            if (!keepMessages)
            {
                _close = null;
                while (_messages.TryDequeue(out var message))
                    message.Body.Dispose();
            }

            Wake();
        }
    }

    /// <summary>Completes when there is a message or a close frame; fails when the inbox has ended and nothing is left.</summary>
    public ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (HasSomething)
                return default;
            if (_failure is not null)
                return ValueTask.FromException(Lost());
            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_waiter.Task);
        }
    }

    /// <summary>Takes the next message or the close frame.</summary>
    /// <exception cref="WebSocketException">The inbox has ended, and nothing is left.</exception>
    public TransportMessage Take(IBufferWriter<byte> destination, int maxMessageBytes)
    {
        Stream body;
        TransportMessageKind kind;
        lock (_lock)
        {
            if (!_messages.TryDequeue(out var message))
            {
                var close = _close ?? throw Lost();
                _close = null;
                _failure ??= new WebSocketException("The peer's close frame was the last message.");
                return close;
            }

            (body, kind) = message;
            _bytes -= body.Length;
        }

        using (body)
        {
            if (body.Length > maxMessageBytes)
                return new TransportMessage(TransportMessageKind.TooLarge);
            while (body.Read(destination.GetSpan()) is > 0 and var read)
                destination.Advance(read);
            return new TransportMessage(kind);
        }
    }

    // What is whole is dropped too: the shard resumes after what it has processed, and gets it again.
    private WebSocketException Overflow(string what)
    {
        var overflow = new WebSocketException($"The inbox is full: {what} wait for the shard.");
        End(overflow, keepMessages: false);
        return overflow;
    }

    private bool HasSomething => _messages.Count > 0 || _close is not null;

    private WebSocketException Lost() => new("The connection is lost.", _failure);

    private void Wake()
    {
        if (HasSomething)
            _waiter?.TrySetResult();
        else
            _waiter?.TrySetException(Lost());
        _waiter = null;
    }
}
