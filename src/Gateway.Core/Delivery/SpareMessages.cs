namespace Gateway.Core.Delivery;

/// <summary>
/// Messages that the queue uses again, their arrays with them: a backlog that comes and goes costs no allocation. There
/// are never more than were in the queue at once, and what nobody has needed between two trims is given back.
/// </summary>
/// <remarks>A stack, so that the lowest are the ones that nobody needs. Entered under the queue's lock.</remarks>
internal sealed class SpareMessages
{
    private const int LargeArray = 16 * 1024; // It goes back at once: large messages are rare.
    private PooledMessage[] _messages = [];
    private int _count;
    private int _leastCount;

    /// <summary>Whether there are any.</summary>
    public bool HasAny => _count > 0;

    public bool TryTake(out PooledMessage? message)
    {
        if (_count == 0)
        {
            message = null;
            return false;
        }

        message = _messages[--_count];
        _leastCount = Math.Min(_leastCount, _count);
        return true;
    }

    public void Add(PooledMessage message)
    {
        if (message.Capacity >= LargeArray)
        {
            message.Release();
        }

        if (_count == _messages.Length)
        {
            Array.Resize(ref _messages, Math.Max(16, _count * 2));
        }

        _messages[_count++] = message;
    }

    /// <summary>Gives back what was not needed since the last time.</summary>
    public void Trim()
    {
        for (var i = 0; i < _leastCount; i++)
        {
            _messages[i].Release();
        }

        if (_leastCount > 0)
        {
            _messages = _messages[_leastCount.._count];
            _count = _messages.Length;
        }

        _leastCount = _count;
    }

    /// <summary>Gives everything back.</summary>
    public void Clear()
    {
        for (var i = 0; i < _count; i++)
        {
            _messages[i].Release();
        }

        _messages = [];
        _count = 0;
        _leastCount = 0;
    }
}
