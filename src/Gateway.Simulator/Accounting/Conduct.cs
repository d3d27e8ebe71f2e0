using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Accounting;

/// <summary>What a client does over more than one connection: whether it loops, comes back after a final no, or wastes a session.</summary>
/// <remarks>A caller is known by a hash of its token and its shard; the token itself is not kept.</remarks>
internal sealed class Conduct(Ledger ledger)
{
    /// <summary>More connections of one shard within <see cref="LoopPeriod"/> are a loop without a delay. The most that server faults cause stays below.</summary>
    private const int LoopConnections = 20;

    /// <summary>Bounds the memory when somebody dials with ever new tokens.</summary>
    private const int MaxCallers = 100_000;

    private static readonly TimeSpan LoopPeriod = TimeSpan.FromSeconds(10);

    /// <summary>A person who has corrected the settings needs longer than this; a program that ignores the code does not.</summary>
    private static readonly TimeSpan FatalMemory = TimeSpan.FromSeconds(60);

    private readonly Dictionary<int, Caller> _callers = [];

    /// <summary>An Identify or Resume, before it is judged.</summary>
    public void OnAttempt(ClientConnection connection, string token, ShardKey? shard, TimeSpan now)
    {
        var bare = token.StartsWith("Bot ", StringComparison.Ordinal) ? token[4..] : token;
        var key = HashCode.Combine(bare, shard);
        if (_callers.Count >= MaxCallers)
        {
            _callers.Clear();
        }

        if (!_callers.TryGetValue(key, out var caller))
        {
            _callers[key] = caller = new Caller();
        }

        if (connection.Caller == caller)
        {
            // The second try on one connection, as after op 9, is no new connection.
            return;
        }

        connection.Caller = caller;
        if (caller.Fatal is { } fatal && now - caller.FatalAt < FatalMemory)
        {
            ledger.Violate(now, ViolationKind.ReconnectAfterFatal, connection, $"{fatal} came {(now - caller.FatalAt).TotalSeconds:F1} s before.");
        }

        CountAttempt(caller, connection, now);
    }

    /// <summary>An Identify that has passed every check.</summary>
    public void OnIdentified(ClientConnection connection, IEnumerable<Session> othersOfTheShard, TimeSpan now)
    {
        foreach (var session in othersOfTheShard)
        {
            if (session.Attached is null)
            {
                ledger.Violate(now, ViolationKind.IdentifyWithResumableSession, connection, $"Session {session.Id} was left {(now - session.DetachedAt).TotalSeconds:F1} s before.");
            }
            else if (session.Attached.IsHealthy)
            {
                ledger.Violate(now, ViolationKind.TwoSocketsOneShard, connection, $"Connection {session.Attached.Id} is open for the same shard.");
            }
        }
    }

    /// <summary>A Resume that cannot work.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="session">The session it names; null when there never was one. It has ended, or belongs to another token.</param>
    /// <param name="now">Server time.</param>
    public void OnHopelessResume(ClientConnection connection, Session? session, TimeSpan now)
    {
        switch (session)
        {
            case null:
                ledger.Violate(now, ViolationKind.ResumeUnknownSession, connection, "No session ever had this id.");
                break;
            case { EndedBy: SessionEndedBy.Client }:
                ledger.Violate(now, ViolationKind.CloseThatEndsSessionBeforeResume, connection, $"The client closed it with {session.EndCode}.");
                break;
            case { EndCause: SessionEndCause.ResumeWindowExpired, EndedAt: { } endedAt }:
                ledger.Violate(now, ViolationKind.ResumeExpiredSession, connection, $"It expired {(now - endedAt).TotalSeconds:F1} s before.");
                break;
            case { IsAlive: true }:
                ledger.Violate(now, ViolationKind.AuthenticationFailed, connection, "The session belongs to another token.");
                break;
            default:
                break;
        }
    }

    /// <summary>The server closes. After some codes the same client must not come again.</summary>
    public static void OnClosing(ClientConnection connection, int code, TimeSpan now)
    {
        if (connection.Caller is { } caller && CloseCodes.IsFatal(code))
        {
            (caller.Fatal, caller.FatalAt) = (code, now);
        }
    }

    public void OnHeartbeat(ClientConnection connection, TimeSpan interval, TimeSpan now)
    {
        if (connection.BeatsAskedFor > 0)
        {
            connection.BeatsAskedFor--;
            return;
        }

        if (connection.LastOwnBeatAt is { } last && now - last < interval / 2)
        {
            ledger.Violate(now, ViolationKind.HeartbeatTooFrequent, connection, $"{(now - last).TotalMilliseconds:F0} ms after the last; the interval is {interval.TotalMilliseconds:F0} ms.");
        }

        connection.LastOwnBeatAt = now;
    }

    private void CountAttempt(Caller caller, ClientConnection connection, TimeSpan now)
    {
        while (caller.Attempts.TryPeek(out var oldest) && now - oldest >= LoopPeriod)
        {
            caller.Attempts.Dequeue();
        }

        caller.Attempts.Enqueue(now);
        if (caller.Attempts.Count > LoopConnections)
        {
            ledger.Violate(now, ViolationKind.ReconnectLoop, connection, $"{caller.Attempts.Count} connections in {LoopPeriod.TotalSeconds:F0} s.");

            // One entry for each 20 of them.
            caller.Attempts.Clear();
        }
    }
}

/// <summary>One token with one shard.</summary>
internal sealed class Caller
{
    public Queue<TimeSpan> Attempts { get; } = new();

    /// <summary>The last close code that says "do not come again"; null when there was none.</summary>
    public int? Fatal { get; set; }

    public TimeSpan FatalAt { get; set; }
}
