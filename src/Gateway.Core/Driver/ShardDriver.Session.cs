using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// The session, in and out.
internal sealed partial class ShardDriver
{
    /// <summary>The session as another process can go on with it: up to the last event that the handler was given.</summary>
    public ShardSession? Export()
    {
        SessionSnapshot? session;
        TimeSpan now;
        lock (_gate)
        {
            session = _machine.CurrentSession;
            now = Now;
        }

        if (session is null)
        {
            return null;
        }

        var sequence = session.Sequence;
        if (Delivery?.FirstUndelivered(session.Id) is { } first)
        {
            sequence = Math.Min(sequence, Math.Max(0, first - 1));
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
