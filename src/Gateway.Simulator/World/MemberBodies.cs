using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.World;

/// <summary>Users, members, and the answers to op 8.</summary>
internal static class MemberBodies
{
    private const string JoinedAt = "2024-05-06T07:08:09.123000+00:00";

    public static byte[] Chunk(Guild guild, ReadOnlyMemory<Member> members, ulong[]? notFound, int index, int count, string? nonce)
        => JsonBody.Write(json =>
        {
            if (notFound is not null)
            {
                json.WriteStartArray("not_found");
                foreach (var id in notFound)
                {
                    json.WriteStringValue(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                json.WriteEndArray();
            }

            if (nonce is not null)
            {
                json.WriteString("nonce", nonce);
            }

            json.WriteStartArray("members");
            foreach (var member in members.Span)
            {
                json.WriteStartObject();
                WriteMember(json, member);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteId("guild_id", guild.Id);
            json.WriteNumber("chunk_index", index);
            json.WriteNumber("chunk_count", count);
        });

    public static byte[] RateLimited(Guild guild, double retryAfter, string? nonce) => JsonBody.Write(json =>
    {
        json.WriteNumber("retry_after", Math.Round(retryAfter, 3));
        json.WriteNumber("opcode", Opcode.RequestGuildMembers);
        json.WriteStartObject("meta");
        if (nonce is not null)
        {
            json.WriteString("nonce", nonce);
        }

        json.WriteId("guild_id", guild.Id);
        json.WriteEndObject();
    });

    public static void WriteMember(Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject("user");
        WriteUser(json, member);
        json.WriteEndObject();
        WriteMemberFields(json);
    }

    /// <summary>The member object without its user, as messages carry it.</summary>
    public static void WriteMemberFields(Utf8JsonWriter json)
    {
        json.WriteNull("nick");
        json.WriteNull("avatar");
        json.WriteEmptyArray("roles");
        json.WriteString("joined_at", JoinedAt);
        json.WriteNull("premium_since");
        json.WriteBoolean("pending", false);
        json.WriteBoolean("deaf", false);
        json.WriteBoolean("mute", false);
        json.WriteNumber("flags", 0);
        json.WriteNull("communication_disabled_until");
    }

    public static void WriteUser(Utf8JsonWriter json, Member member)
    {
        json.WriteString("username", member.Name);
        json.WriteNumber("public_flags", 0);
        json.WriteNull("primary_guild");
        json.WriteId("id", member.UserId);
        json.WriteNull("global_name");
        json.WriteString("discriminator", member.IsBot ? "0042" : "0");
        json.WriteBoolean("bot", member.IsBot);
        json.WriteNull("avatar");
    }
}
