using System.Text.Json;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Commands;

/// <summary>Op 2: a new session, if body, intents, token, shard, bucket and budget allow it.</summary>
internal sealed class IdentifyCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.Identify;

    public CommandNeeds Needs => CommandNeeds.NoSession;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        if (!HasValidShape(body, out var token))
        {
            return false;
        }

        if (!body.Get("intents").TryInt64(out var intents) || (intents & ~Intents.All) != 0)
        {
            Refuse(connection, ViolationKind.InvalidIntents, CloseCodes.InvalidIntents, "Missing, no integer, or an unknown bit.", now);
        }
        else if (state.FindApplication(token) is not { } application)
        {
            Refuse(connection, ViolationKind.AuthenticationFailed, CloseCodes.AuthenticationFailed, "Unknown token.", now);
        }
        else if ((intents & Intents.Privileged & ~state.Options.PrivilegedIntents) != 0)
        {
            Refuse(connection, ViolationKind.DisallowedIntents, CloseCodes.DisallowedIntents, $"Intents {intents}.", now);
        }
        else if (!TryShard(body.Get("shard"), out var shard))
        {
            Refuse(connection, ViolationKind.InvalidShard, CloseCodes.InvalidShard, $"The shard pair {shard}.", now);
        }
        else if (state.World.GuildCountOf(shard) > state.Options.MaxGuildsPerShard)
        {
            Refuse(connection, ViolationKind.ShardingRequired, CloseCodes.ShardingRequired, $"{state.World.GuildCountOf(shard)} guilds.", now);
        }
        else
        {
            connection.AsksForPayloadCompression = AsksForCompression(body.Get("compress")) == true;
            Admit(connection, application, shard, intents, body, now);
        }

        return true;
    }

    private static bool HasValidShape(JsonElement body, out string token)
        => body.Get("token").TryString(out token)
        && body.Get("properties").ValueKind == JsonValueKind.Object
        && (body.Get("large_threshold").IsAbsentOrNull() || body.Get("large_threshold").TryInt32(out _))
        && AsksForCompression(body.Get("compress")) is not null
        && (body.Get("presence").IsAbsentOrNull() || PresenceCommand.IsValid(body.Get("presence"), inIdentify: true));

    /// <summary>Some clients send the boolean as a text, or the name of what they have already asked for in the URL. Null when it is neither.</summary>
    private static bool? AsksForCompression(JsonElement compress) => compress.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Undefined or JsonValueKind.Null => false,
        _ when compress.TryString(out var text) => text == "true",
        _ => null,
    };

    /// <summary>No pair at all means [0, 1].</summary>
    private static bool TryShard(JsonElement element, out ShardKey shard)
    {
        shard = new ShardKey(0, 1);
        if (element.IsAbsentOrNull())
        {
            return true;
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != 2
            || !element[0].TryInt32(out var index) || !element[1].TryInt32(out var count))
        {
            return false;
        }

        shard = new ShardKey(index, count);
        return index >= 0 && index < count;
    }

    private void Admit(ClientConnection connection, Application application, ShardKey shard, long intents, JsonElement body, TimeSpan now)
    {
        connection.Shard = shard;
        if (application.BucketIsBusy(shard.Index, now, out var freeIn))
        {
            state.Ledger.Counters.IdentifiesRefused++;
            state.Ledger.Violate(now, ViolationKind.IdentifyOutsideBucket, connection, $"{freeIn.TotalMilliseconds:F0} ms too early.");
            Invalidate(connection);
            return;
        }

        if (!application.TryIdentify(shard.Index, now))
        {
            state.Ledger.Violate(now, ViolationKind.IdentifyOverBudget, connection, "The daily budget is used up.");
            Revoke(connection, application, now);
            return;
        }

        state.Ledger.Counters.Identifies++;
        if (state.Rules.TryTake(FaultVerb.WithholdReady, shard.Index, out _))
        {
            // An outage: the Identify is taken, heartbeats are answered, and nothing else happens.
            connection.Auth = AuthState.Authenticated;
            return;
        }

        var session = state.Sessions.Create(application, shard, intents, now);
        state.Sessions.Attach(session, connection, now);
        session.LargeThreshold = body.Get("large_threshold").TryInt32(out var large) ? Math.Clamp(large, 50, 250) : session.LargeThreshold;
        session.Presence = body.Get("presence") is { ValueKind: JsonValueKind.Object } presence ? presence.GetRawText() : null;
        var echoShard = !body.Get("shard").IsAbsentOrNull();
        state.Dispatcher.Dispatch(session, "READY", ReadyBody.Write(state, session, echoShard), now);
        state.Guilds.Stream(session, now);
    }

    private static void Invalidate(ClientConnection connection)
    {
        connection.Auth = AuthState.Invalidated;
        connection.Send(ControlPayloads.InvalidSession("false"));
    }

    /// <summary>Over the budget Discord terminates every session of the bot and resets its token.</summary>
    private void Revoke(ClientConnection culprit, Application application, TimeSpan now)
    {
        application.RevokeToken();
        foreach (var session in state.Sessions.Living.Where(s => s.Application == application).ToArray())
        {
            var attached = session.Attached;
            state.Sessions.End(session, SessionEndedBy.Server, SessionEndCause.IdentifyBudget, now, CloseCodes.AuthenticationFailed);
            if (attached is not null)
            {
                state.Connections.Close(attached, CloseCodes.AuthenticationFailed, now);
            }
        }

        state.Connections.Close(culprit, CloseCodes.AuthenticationFailed, now);
    }

    private void Refuse(ClientConnection connection, ViolationKind kind, int code, string text, TimeSpan now)
    {
        state.Ledger.Violate(now, kind, connection, text);
        state.Connections.Close(connection, code, now);
    }
}
