namespace Gateway.Bench.HotPath;

/// <summary>What clients send that are not ours.</summary>
internal static class Handshake
{
    public static byte[] Identify { get; } =
        """{"op":2,"d":{"token":"bench","intents":512,"properties":{"os":"linux","browser":"bench","device":"bench"}}}"""u8.ToArray();
}
