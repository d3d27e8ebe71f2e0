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
        SessionSnapshot? session;
        long? inHand;
        long? arriving;
        TimeSpan now;
        lock (_gate)
        {
            session = _machine.CurrentSession;
            inHand = _flowing.Select(c => c.InHand).Where(e => e is not null && e.SessionId == session?.Id).Min(e => e!.Sequence);
            arriving = handled ? _flowing.Min(c => c.Arriving.Of(session?.Id)) : null;
            now = Now;
        }

        if (session is null)
        {
            return null;
        }

        var sequence = session.Sequence;
        var undone = handled ? Delivery?.FirstUnfinished(session.Id) : Delivery?.FirstUndelivered(session.Id);
        foreach (var first in new[] { inHand, arriving, undone })
        {
            sequence = Math.Min(sequence, first is { } s ? Math.Max(0, s - 1) : sequence);
        }

        if (sequence == 0)
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
            LastReceivedAt = Options.TimeProvider.GetUtcNow() - (now - session.LastByteAt),
        };
    }

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
