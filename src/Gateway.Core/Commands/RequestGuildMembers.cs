using System.Collections.ObjectModel;
using System.Text;
using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Commands;

/// <summary>
/// Asks for members of a guild (op 8). Must be sent by the shard of the guild. Discord answers with GUILD_MEMBERS_CHUNK
/// events that carry the nonce, with RATE_LIMITED, or, where an intent is missing, not at all.
/// </summary>
public sealed class RequestGuildMembers : GatewayCommand
{
    /// <summary>The most members a query may ask for.</summary>
    public const int MaxLimit = 100;

    /// <summary>The most ids of one request.</summary>
    public const int MaxUserIds = 100;

    /// <summary>The longest nonce, in bytes of UTF-8. Discord drops a longer one without a word.</summary>
    public const int MaxNonceBytes = 32;

    private RequestGuildMembers(
        CommandChecks checks, ulong guildId, string? query, int limit, ulong[]? userIds, bool presences, string? nonce)
    {
        checks.Snowflake(nameof(guildId), guildId);
        CheckNonce(checks, nonce);
        checks.ThrowIfAny();
        GuildId = guildId;
        Query = query;
        Limit = limit;
        UserIds = userIds is null ? null : Array.AsReadOnly(userIds);
        Presences = presences;
        Nonce = nonce;
        CheckSize(query is null ? nameof(userIds) : nameof(query));
    }

    /// <inheritdoc/>
    public override GatewayOpcode Opcode => GatewayOpcode.RequestGuildMembers;

    /// <summary>The guild.</summary>
    public ulong GuildId { get; }

    /// <summary>How the names begin; empty for everybody; null when ids are asked for.</summary>
    public string? Query { get; }

    /// <summary>The most members to answer with; 0, with an empty query, for all.</summary>
    public int Limit { get; }

    /// <summary>Whose members are asked for; null when names are.</summary>
    public ReadOnlyCollection<ulong>? UserIds { get; }

    /// <summary>Whether presences are asked for too.</summary>
    public bool Presences { get; }

    /// <summary>Comes back in the answers; null when there is none.</summary>
    public string? Nonce { get; }

    /// <summary>Whether it asks for the full list, which Discord allows once a guild in 30 s.</summary>
    public bool IsFullList => Query is { Length: 0 } && Limit == 0;

    /// <summary>Asks for all members. Needs <see cref="GatewayIntents.GuildMembers"/>; once a guild in 30 s.</summary>
    /// <param name="guildId">Not 0.</param>
    /// <param name="presences">Needs <see cref="GatewayIntents.GuildPresences"/>.</param>
    /// <param name="nonce">1 to 32 bytes of UTF-8; null for none.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public static RequestGuildMembers All(ulong guildId, bool presences = false, string? nonce = null) =>
        new(new CommandChecks(), guildId, "", 0, null, presences, nonce);

    /// <summary>Asks for members whose name begins with a text. Answered with one chunk.</summary>
    /// <param name="guildId">Not 0.</param>
    /// <param name="query">How the names begin. Empty for everybody, which needs <see cref="GatewayIntents.GuildMembers"/>.</param>
    /// <param name="limit">1 to 100; 0 only with an empty query, and means all: with another query it would find nobody.</param>
    /// <param name="presences">Needs <see cref="GatewayIntents.GuildPresences"/>.</param>
    /// <param name="nonce">1 to 32 bytes of UTF-8; null for none.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public static RequestGuildMembers ByQuery(
        ulong guildId, string query, int limit, bool presences = false, string? nonce = null)
    {
        var checks = new CommandChecks();
        if (query is null)
        {
            checks.Add(nameof(query), "null", "a text, which may be empty");
        }
        else
        {
            checks.WellFormed(nameof(query), query);
        }

        var min = query is { Length: 0 } ? 0 : 1;
        if (limit < min || limit > MaxLimit)
        {
            checks.Add(nameof(limit), $"{limit}", $"1 to {MaxLimit}, or 0 with an empty query");
        }

        return new RequestGuildMembers(checks, guildId, query, limit, null, presences, nonce);
    }

    /// <summary>Asks for members by id. Answered with one chunk, which lists those that were not found.</summary>
    /// <param name="guildId">Not 0.</param>
    /// <param name="userIds">1 to 100 ids, none of them 0. Copied.</param>
    /// <param name="presences">Needs <see cref="GatewayIntents.GuildPresences"/>.</param>
    /// <param name="nonce">1 to 32 bytes of UTF-8; null for none.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public static RequestGuildMembers ByUserIds(
        ulong guildId, IEnumerable<ulong> userIds, bool presences = false, string? nonce = null)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        ulong[] copy = [.. userIds];
        var checks = new CommandChecks();
        if (copy.Length is < 1 or > MaxUserIds)
        {
            checks.Add(nameof(userIds), $"{copy.Length} ids", $"1 to {MaxUserIds} ids");
        }

        if (Array.IndexOf(copy, 0UL) is var index and >= 0)
        {
            checks.Add(nameof(userIds), $"0 at {index}", "ids, which are never 0");
        }

        return new RequestGuildMembers(checks, guildId, null, 0, copy, presences, nonce);
    }

    /// <inheritdoc/>
    public override void WriteData(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        SnowflakeJson.Write(writer, "guild_id"u8, GuildId);

        // Never both: Discord ignores user_ids next to a query, and closes when there is neither.
        if (UserIds is not null)
        {
            SnowflakeJson.WriteArray(writer, "user_ids"u8, UserIds);
        }
        else
        {
            writer.WriteString("query"u8, Query);
            writer.WriteNumber("limit"u8, Limit);
        }

        if (Presences)
        {
            writer.WriteBoolean("presences"u8, true);
        }

        if (Nonce is not null)
        {
            writer.WriteString("nonce"u8, Nonce);
        }

        writer.WriteEndObject();
    }

    private static void CheckNonce(CommandChecks checks, string? nonce)
    {
        if (nonce is null)
        {
            return;
        }

        var length = Encoding.UTF8.GetByteCount(nonce);
        if (length is < 1 or > MaxNonceBytes)
        {
            checks.Add(nameof(nonce), $"{length} bytes", $"1 to {MaxNonceBytes} bytes of UTF-8, or null");
        }

        checks.WellFormed(nameof(nonce), nonce);
    }
}
