namespace Gateway.Core.Delivery;

// What the consumer has in hand: it is out of the queue, and not yet handled.
internal sealed partial class DispatchQueue
{
    private bool _broken; // The consumer broke off what it had in hand, and will take no more.
    private (string? SessionId, long? Sequence) _inHand; // What the consumer has.

    /// <summary>The consumer gives back the message of the event that was taken last.</summary>
    /// <param name="message">The message.</param>
    /// <param name="finished">False: the handler broke off, and the event is not handled.</param>
    public void Return(PooledMessage message, bool finished)
    {
        message.Clear();
        _broken = !finished;
        Volatile.Write(ref _handled, message);
    }

    /// <summary>The least sequence that a session still has in the queue; null when it has none.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="withHandled">Whether the event that the consumer has in hand counts too.</param>
    public long? FirstSequenceOf(string sessionId, bool withHandled)
    {
        lock (_gate)
        {
            var isDone = Volatile.Read(ref _handled) is not null && !_broken;
            if (withHandled && !isDone && _inHand.SessionId == sessionId && _inHand.Sequence is { } inHand)
            {
                return inHand;
            }

            for (var i = 0; i < _count; i++)
            {
                ref readonly var item = ref _ring[IndexOf(i)];
                if (item.SessionId == sessionId && item.Dispatch.Sequence is { } sequence)
                {
                    return sequence;
                }
            }

            return null;
        }
    }

    private void TakeBack()
    {
        if (_handled is { } message)
        {
            _handled = null;
            _inHand = _broken ? _inHand : default;
            _spares.Add(message);
        }
    }
}
