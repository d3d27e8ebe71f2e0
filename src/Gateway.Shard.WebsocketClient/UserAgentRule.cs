namespace Gateway.Shard.WebsocketClient;

/// <summary>What may stand in a User-Agent header.</summary>
internal static class UserAgentRule
{
    public const string Allowed = "Allowed: visible ASCII and spaces, not empty; Discord asks for \"DiscordBot (url, version)\".";

    public static bool IsValid(string? value) =>
        !string.IsNullOrWhiteSpace(value) && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
