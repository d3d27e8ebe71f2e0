using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Server;

/// <summary>What the portal does to a bot while it runs: another token, no token, fewer intents.</summary>
internal sealed class Credentials(ServerState state)
{
    /// <summary>Makes another token. Every session of the old one ends.</summary>
    /// <param name="bot">Whose.</param>
    /// <param name="code">What its connections are closed with: 4003 after a reset, 4003 or 4004 when the budget was overdrawn.</param>
    /// <param name="cause">Why.</param>
    /// <param name="now">Server time.</param>
    public void Reset(Application bot, int code, SessionEndCause cause, TimeSpan now)
    {
        Span<byte> bytes = stackalloc byte[16];
        state.Random.NextBytes(bytes);
        bot.ReplaceToken("sim-token-" + Convert.ToHexStringLower(bytes));
        bot.RestoreBudget();
        EndSessions(s => s.Application == bot, code, cause, now);
    }

    /// <summary>Takes the token and makes no other.</summary>
    public void Revoke(Application bot, TimeSpan now)
    {
        bot.ReplaceToken(null);
        EndSessions(s => s.Application == bot, CloseCodes.NotAuthenticated, SessionEndCause.CredentialsRevoked, now);
    }

    /// <summary>Grants other privileged intents. Sessions that have one which is no longer granted end.</summary>
    public int Grant(Application bot, long intents, TimeSpan now)
    {
        bot.GrantedIntents = intents;
        return EndSessions(
            s => s.Application == bot && (s.Intents & Intents.Privileged & ~intents) != 0,
            CloseCodes.NotAuthenticated, SessionEndCause.CredentialsRevoked, now);
    }

    private int EndSessions(Func<Session, bool> which, int code, SessionEndCause cause, TimeSpan now)
    {
        var hit = state.Sessions.Living.Where(which).ToArray();
        foreach (var session in hit)
        {
            var attached = session.Attached;
            state.Sessions.End(session, SessionEndedBy.Server, cause, now, code);
            if (attached is not null)
            {
                state.Connections.Close(attached, code, now);
            }
        }

        return hit.Length;
    }
}
