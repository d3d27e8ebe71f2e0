using System.Text.Json.Serialization;

namespace Gateway.Bench.HotPath;

/// <summary>What a bot decodes of a MESSAGE_CREATE.</summary>
internal sealed record DecodedMessage
{
    public required string Id { get; init; }

    public required string ChannelId { get; init; }

    public string? GuildId { get; init; }

    public required string Content { get; init; }

    public required DecodedUser Author { get; init; }

    public DecodedMember? Member { get; init; }

    public IReadOnlyList<DecodedUser>? Mentions { get; init; }

    public DateTimeOffset Timestamp { get; init; }
}

internal sealed record DecodedUser(string Id, string Username, string? GlobalName, string? Avatar);

internal sealed record DecodedMember(IReadOnlyList<string> Roles, string? Nick, DateTimeOffset JoinedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DecodedMessage))]
internal sealed partial class BenchJson : JsonSerializerContext;
