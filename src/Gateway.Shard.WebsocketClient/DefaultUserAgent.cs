using System.Reflection;

namespace Gateway.Shard.WebsocketClient;

/// <summary>The User-Agent that is sent when the options name none. Discord asks for <c>DiscordBot (url, version)</c>.</summary>
internal static class DefaultUserAgent
{
    /// <summary>For example <c>DiscordBot (Gateway.Shard.WebsocketClient, 0.1.0)</c>.</summary>
    public static string Value { get; } = Make(typeof(DefaultUserAgent).Assembly);

    // The informational version may carry a commit after a plus sign: of no use to the server.
    private static string Make(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
        return $"DiscordBot ({assembly.GetName().Name}, {version.Split('+')[0]})";
    }
}
