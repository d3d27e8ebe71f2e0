using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>Op 2: a new session, if body, intents, token, shard, bucket and budget allow it, in this order.</summary>
internal sealed class IdentifyCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.Identify;

    public CommandNeeds Needs => CommandNeeds.NoSession;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        if (!IdentifyBody.TryRead(body, out var wish))
        {
            return false;
        }

        state.Ledger.Conduct.OnAttempt(connection, wish.Token, wish.Shard, now);
        if (wish.Intents is not { } intents || (intents & ~Intents.All) != 0)
        {
            Refuse(connection, ViolationKind.InvalidIntents, CloseCodes.InvalidIntents, "Missing, no integer, or an unknown bit.", now);
        }
        else if (state.FindApplication(wish.Token) is not { } application)
        {
            Refuse(connection, ViolationKind.AuthenticationFailed, CloseCodes.AuthenticationFailed, "Unknown token.", now);
        }
        else if ((intents & Intents.Privileged & ~application.GrantedIntents) is var missing and not 0)
        {
            Refuse(connection, ViolationKind.DisallowedIntents, CloseCodes.DisallowedIntents, $"Intents {intents}, of which {missing} are not granted.", now);
        }
        else if (wish.Shard is not { } shard)
        {
            Refuse(connection, ViolationKind.InvalidShard, CloseCodes.InvalidShard, $"The shard pair {body.Get("shard").GetRawText()}.", now);
        }
        else if (state.World.GuildCountOf(shard) > state.Options.MaxGuildsPerShard)
        {
            Refuse(connection, ViolationKind.ShardingRequired, CloseCodes.ShardingRequired, $"{state.World.GuildCountOf(shard)} guilds.", now);
        }
        else
        {
            connection.AsksForPayloadCompression = wish.AsksForCompression;
            Admit(connection, new Identification(application, shard, intents, wish.LargeThreshold, wish.NamesShard, wish.Presence), now);
        }

        return true;
    }

    private void Admit(ClientConnection connection, Identification wish, TimeSpan now)
    {
        connection.Shard = wish.Shard;
        if (wish.Application.BucketIsBusy(wish.Shard.Index, now, out var freeIn))
        {
            state.Ledger.Counters.IdentifiesRefused++;
            state.Ledger.Violate(now, ViolationKind.IdentifyOutsideBucket, connection, $"{freeIn.TotalMilliseconds:F0} ms too early.");
            RefuseForBucket(connection, now);
            return;
        }

        if (!wish.Application.TryIdentify(wish.Shard.Index, now))
        {
            // Over the budget Discord terminates every session of the bot and gives it another token.
            state.Ledger.Violate(now, ViolationKind.IdentifyOverBudget, connection, $"All {state.Options.IdentifyTotal} identifies of the day are used up.");
            state.Credentials.Reset(wish.Application, state.Options.BudgetCloseCode, SessionEndCause.IdentifyBudget, now);
            state.Connections.Close(connection, CloseCodes.AuthenticationFailed, now);
            return;
        }

        state.Ledger.Counters.Identifies++;
        state.Ledger.Conduct.OnIdentified(connection, state.Sessions.Living.Where(s => s.Application == wish.Application && s.Shard == wish.Shard), now);
        Start(connection, wish, now);
    }

    /// <summary>The Identify is good; what comes now is a session, or what a fault has put in its place.</summary>
    private void Start(ClientConnection connection, Identification wish, TimeSpan now)
    {
        var shard = wish.Shard.Index;
        connection.Auth = AuthState.Authenticated;
        if (state.Rules.TryTake(FaultVerb.CloseAfterIdentify, shard, out var close))
        {
            state.Connections.CloseOrReset(connection, close.OptionalCode, now);
        }
        else if (state.Rules.TryTake(FaultVerb.InvalidateInsteadOfReady, shard, out var invalid))
        {
            Invalidate(connection, invalid.Flag);
        }
        else if (state.Rules.TryTake(FaultVerb.WithholdReady, shard, out _))
        {
            // An outage: the Identify is taken, heartbeats are answered, and nothing else happens.
        }
        else if (state.Rules.TryTake(FaultVerb.DelayReady, shard, out var late))
        {
            state.Agenda.At(now + late.Delay, due => StartLate(connection, wish, due));
        }
        else
        {
            state.SessionStart.Begin(connection, wish, now);
        }
    }

    private void StartLate(ClientConnection connection, Identification wish, TimeSpan now)
    {
        if (connection is { IsOpen: true, Auth: AuthState.Authenticated, Session: null })
        {
            state.SessionStart.Begin(connection, wish, now);
        }
    }

    /// <summary>Op 9, at once or as late as the options say, and a close behind it if they say so.</summary>
    private void RefuseForBucket(ClientConnection connection, TimeSpan now)
    {
        if (state.Options.IdentifyRefusalDelay <= TimeSpan.Zero)
        {
            AnswerRefused(connection, now);
            return;
        }

        state.Agenda.At(now + state.Options.IdentifyRefusalDelay, due => AnswerRefused(connection, due));
    }

    private void AnswerRefused(ClientConnection connection, TimeSpan now)
    {
        if (connection is not { IsOpen: true, Session: null })
        {
            return;
        }

        Invalidate(connection, resumable: false);
        if (state.Options.IdentifyRefusalCloseCode is { } code)
        {
            state.Connections.Close(connection, code, now);
        }
    }

    private static void Invalidate(ClientConnection connection, bool resumable)
    {
        connection.Auth = AuthState.Invalidated;
        connection.Send(ControlPayloads.InvalidSession(resumable ? "true" : "false"));
    }

    private void Refuse(ClientConnection connection, ViolationKind kind, int code, string text, TimeSpan now)
    {
        state.Ledger.Violate(now, kind, connection, text);
        state.Connections.Close(connection, code, now);
    }
}
