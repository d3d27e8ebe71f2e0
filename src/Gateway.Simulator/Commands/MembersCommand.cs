using System.Text;
using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Commands;

/// <summary>Op 8: members by id, by name, or all of them, in chunks of 1000.</summary>
internal sealed class MembersCommand(ServerState state) : ICommand
{
    private const int ChunkSize = 1000;
    private const int MaxAsked = 100;
    private const int MaxNonceBytes = 32;

    /// <summary>One full list a guild and bot in this time.</summary>
    private static readonly TimeSpan FullListPeriod = TimeSpan.FromSeconds(30);

    private readonly Dictionary<(Application, ulong), TimeSpan> _lastFullList = [];

    public int Opcode => Protocol.Opcode.RequestGuildMembers;

    public CommandNeeds Needs => CommandNeeds.Session;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        if (!TryRead(body, out var ask))
        {
            return false;
        }

        if (connection.Session is { } session && state.World.Find(ask.GuildId, session.Shard) is { } guild)
        {
            Answer(session, guild, ask, now);
        }

        return true;
    }

    private void Answer(Session session, Guild guild, Ask ask, TimeSpan now)
    {
        if (ask.UserIds is { } wanted)
        {
            var found = wanted.Where(w => w.Id is not null).Select(w => guild.FindMember(w.Id!.Value)).OfType<Member>().Distinct().ToArray();
            var missing = wanted.Where(w => w.Id is not { } id || guild.FindMember(id) is null).Select(w => w.Json).Distinct();
            Send(session, guild, found, missing, ask, now);
        }
        else if (ask.Query.Length == 0)
        {
            AnswerFullList(session, guild, ask, now);
        }
        else
        {
            var found = guild.Members
                .Where(m => m.Name.StartsWith(ask.Query, StringComparison.OrdinalIgnoreCase)
                    || m.Nick?.StartsWith(ask.Query, StringComparison.OrdinalIgnoreCase) == true)
                .Take(Math.Clamp(ask.Limit, 0, MaxAsked));
            Send(session, guild, [.. found], null, ask, now);
        }
    }

    private void AnswerFullList(Session session, Guild guild, Ask ask, TimeSpan now)
    {
        if (!session.Intents.Has(Intents.GuildMembers))
        {
            return;
        }

        var key = (session.Application, guild.Id);
        if (ask.Limit == 0 && _lastFullList.TryGetValue(key, out var last) && now - last < FullListPeriod)
        {
            var retryAfter = (last + FullListPeriod - now).TotalSeconds;
            state.Dispatcher.Dispatch(session, "RATE_LIMITED", JsonText.ToBytes(MemberBodies.RateLimited(guild, retryAfter, ask.Nonce)), now);
            return;
        }

        if (ask.Limit == 0)
        {
            _lastFullList[key] = now;
        }

        var members = guild.Members;
        Send(session, guild, [.. ask.Limit == 0 ? members : members.Take(Math.Min(ask.Limit, MaxAsked))], null, ask, now);
    }

    private void Send(Session session, Guild guild, Member[] members, IEnumerable<string>? notFound, Ask ask, TimeSpan now)
    {
        var missing = notFound?.ToArray();
        var presences = ask.Presences && session.Intents.Has(Intents.GuildPresences);
        var count = Math.Max(1, (members.Length + ChunkSize - 1) / ChunkSize);
        for (var index = 0; index < count; index++)
        {
            var slice = new ArraySegment<Member>(members, index * ChunkSize, Math.Min(ChunkSize, members.Length - (index * ChunkSize)));
            var chunk = new MemberChunk(slice, index, count) { NotFound = missing, Nonce = ask.Nonce, WithPresences = presences };
            state.Dispatcher.Dispatch(session, "GUILD_MEMBERS_CHUNK", JsonText.ToBytes(MemberBodies.Chunk(guild, chunk)), now);
        }
    }

    private static bool TryRead(JsonElement body, out Ask ask)
    {
        ask = default;

        // An array of guilds is parsed, but only its first element counts.
        var guild = body.Get("guild_id");
        if (guild.ValueKind == JsonValueKind.Array)
        {
            guild = guild.GetArrayLength() > 0 ? guild[0] : default;
        }

        if (!guild.TrySnowflake(out var guildId))
        {
            return false;
        }

        var users = body.Get("user_ids");
        var limit = 0;
        var query = "";
        List<Wanted>? ids = null;
        if (!users.IsAbsentOrNull())
        {
            if (!TryReadIds(users, out ids))
            {
                return false;
            }
        }
        else if (!body.Get("query").TryString(out query) || !body.Get("limit").TryInt32(out limit) || limit < 0)
        {
            return false;
        }

        var presences = body.Get("presences");
        if (!presences.IsAbsentOrNull() && !presences.IsBoolean())
        {
            return false;
        }

        ask = new Ask(guildId, query, limit, ids, presences.ValueKind == JsonValueKind.True, ReadNonce(body.Get("nonce")));
        return true;
    }

    /// <summary>Odd ids are no mistake: they come back as they were written.</summary>
    private static bool TryReadIds(JsonElement users, out List<Wanted> ids)
    {
        ids = [];
        foreach (var user in users.ValueKind == JsonValueKind.Array ? users.EnumerateArray().ToArray() : [users])
        {
            if (user.ValueKind != JsonValueKind.Number && !user.TryString(out _))
            {
                return false;
            }

            ids.Add(new Wanted(user.TrySnowflake(out var id) ? id : null, user.GetRawText()));
        }

        return ids.Count <= MaxAsked;
    }

    /// <summary>An invalid nonce is dropped, and the answer has none.</summary>
    private static string? ReadNonce(JsonElement element)
        => element.TryString(out var nonce) && Encoding.UTF8.GetByteCount(nonce) <= MaxNonceBytes ? nonce : null;

    /// <summary>A user that was asked for.</summary>
    private readonly record struct Wanted(ulong? Id, string Json);

    private readonly record struct Ask(ulong GuildId, string Query, int Limit, List<Wanted>? UserIds, bool Presences, string? Nonce);
}
