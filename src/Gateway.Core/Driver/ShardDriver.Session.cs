using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// The session, in and out.
internal sealed partial class ShardDriver
{
    /// <summary>The session as another process can go on with it.</summary>
    /// <param name="handled">
    /// False: up to the last event that the handler was given. True: up to the last one that it has finished.
    /// </param>
    public ShardSession? Export(bool handled = false)
    {
        lock (_gate)
        {
            if (_machine.CurrentSession is not { } session || CursorOf(session, handled) is not (> 0 and var sequence))
            {
                return null; // Not even READY was given to the handler: there is nothing to go on with.
            }

            return new ShardSession
            {
                SessionId = session.Id,
                ResumeUrl = session.ResumeUrl,
                Sequence = sequence,
                ShardIndex = Options.Shard.Index,
                ShardCount = Options.Shard.Count,
                LastReceivedAt = Options.TimeProvider.GetUtcNow() - (Now - session.LastByteAt),
            };
        }
    }

    // Under the lock.
    private void SetHeartbeatCursor()
    {
        if (Options.HeartbeatSequence == HeartbeatSequence.Handled)
        {
            _machine.HeartbeatCursor = _machine.CurrentSession is { } session ? CursorOf(session, handled: true) : null;
        }
    }

    // Under the lock; that of the queue is entered inside, and never the other way round.
    private long CursorOf(SessionSnapshot session, bool handled)
    {
        var sequence = session.Sequence;
        foreach (var connection in _flowing)
        {
            var inHand = connection.InHand is { } waiting && waiting.SessionId == session.Id ? waiting.Sequence : null;
            sequence = Before(sequence, inHand);
            sequence = Before(sequence, handled ? connection.Arriving.Of(session.Id) : null);
        }

        return Before(sequence, handled ? Delivery?.FirstUnfinished(session.Id) : Delivery?.FirstUndelivered(session.Id));
    }

    private static long Before(long sequence, long? undone) =>
        undone is { } s ? Math.Min(sequence, Math.Max(0, s - 1)) : sequence;

    // The machine's clock is not the wall's: the age of the session is what both have in common.
    private SessionSnapshot? Import(ShardSession? session)
    {
        if (session is null)
        {
            return null;
        }

        var age = Options.TimeProvider.GetUtcNow() - session.LastReceivedAt;
        age = age < TimeSpan.Zero ? TimeSpan.Zero : age;
        return new SessionSnapshot(session.SessionId, session.ResumeUrl, session.Sequence, Now - age);
    }
}
