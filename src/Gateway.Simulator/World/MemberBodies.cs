using System.Globalization;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.World;

/// <summary>One part of the answer to op 8.</summary>
/// <param name="Members">At most 1000.</param>
/// <param name="Index">From 0.</param>
/// <param name="Count">Of how many parts.</param>
internal sealed record MemberChunk(ArraySegment<Member> Members, int Index = 0, int Count = 1)
{
    /// <summary>The ids that were asked for and are no members, as the client wrote them; null when none were asked for by id.</summary>
    public IReadOnlyList<string>? NotFound { get; init; }

    public bool WithPresences { get; init; }

    public string? Nonce { get; init; }
}

/// <summary>The answers to op 8.</summary>
internal static class MemberBodies
{
    public static string Chunk(Guild guild, MemberChunk chunk) => $$$"""
        {{{{(chunk.NotFound is { } missing ? $"\"not_found\":{JsonText.List(missing)}," : "")}}}{{{Nonce(chunk.Nonce)}}}
        {{{(chunk.WithPresences ? $"\"presences\":{Presences(chunk)}," : "")}}}
        "members":{{{JsonText.List(chunk.Members.Select(m => UserObject.Member(guild, m)))}}},
        "guild_id":"{{{guild.Id}}}","chunk_index":{{{chunk.Index}}},"chunk_count":{{{chunk.Count}}}}
        """;

    public static string RateLimited(Guild guild, double retryAfter, string? nonce) => $$$"""
        {"retry_after":{{{Math.Round(retryAfter, 3).ToString(CultureInfo.InvariantCulture)}}},
        "opcode":{{{Opcode.RequestGuildMembers}}},"meta":{{{{Nonce(nonce)}}}"guild_id":"{{{guild.Id}}}"}}
        """;

    private static string Presences(MemberChunk chunk)
        => JsonText.List(chunk.Members.Where(m => m.IsOnline).Select(ActivityObject.Presence));

    private static string Nonce(string? nonce) => nonce is null ? "" : $"\"nonce\":{JsonText.Quote(nonce)},";
}
