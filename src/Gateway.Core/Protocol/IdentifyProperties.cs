namespace Gateway.Core.Protocol;

/// <summary>What an Identify says about the client.</summary>
/// <param name="Os">The operating system, as in <c>linux</c>.</param>
/// <param name="Browser">The library.</param>
/// <param name="Device">The library.</param>
public sealed record IdentifyProperties(string Os, string Browser, string Device)
{
    /// <summary>This machine's operating system and this library's name.</summary>
    public static IdentifyProperties Default { get; } = new(
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux",
        "Gateway.Core", "Gateway.Core");
}

/// <summary>What goes into an Identify, but for the token.</summary>
public sealed record IdentifySettings
{
    /// <summary>Which part of the guilds the session serves.</summary>
    public ShardId Shard { get; init; }

    /// <summary>Which events are asked for.</summary>
    public GatewayIntents Intents { get; init; }

    /// <summary>What the client is.</summary>
    public IdentifyProperties Properties { get; init; } = IdentifyProperties.Default;

    /// <summary>Above how many members a guild counts as large. 50 to 250, default 50.</summary>
    public int LargeThreshold { get; init; } = 50;

    /// <summary>Feature bits. For bots only bit 15, channel obfuscation, has a meaning. Default 0: the key is not sent.</summary>
    public long Capabilities { get; init; }

    /// <summary>Whether the gateway may compress single payloads. Default false.</summary>
    public bool PayloadCompression { get; init; }
}
