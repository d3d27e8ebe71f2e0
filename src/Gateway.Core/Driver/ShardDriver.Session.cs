using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// The session, in and out.
internal sealed partial class ShardDriver
{
    /// <summary>The session as another process can go on with it: up to the last event that the handler was given.</summary>
    public ShardSession? Export()
    {
        SessionSnapshot? session;
        long? inHand;
        TimeSpan now;
        lock (_gate)
        {
            session = _machine.CurrentSession;
            inHand = _flowing.Select(c => c.InHand).Where(e => e is not null && e.SessionId == session?.Id).Min(e => e!.Sequence);
            now = Now;
        }

        if (session is null)
        {
            return null;
        }

        var sequence = session.Sequence;
        foreach (var first in new[] { inHand, Delivery?.FirstUndelivered(session.Id) })
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
