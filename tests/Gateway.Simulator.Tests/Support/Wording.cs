using System.Globalization;

namespace Gateway.Simulator.Tests.Support;

/// <summary>What clients say.</summary>
internal static class Wording
{
    public const int AllIntents = 0x331FFFF;

    public static string Identify(int shard = 0, int count = 1, int intents = 513, string token = "sim-token") => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"op":2,"d":{"token":"{{{token}}}","intents":{{{intents}}},"properties":{},"shard":[{{{shard}}},{{{count}}}]}}""");

    public static string Resume(string session, int sequence, string token = "sim-token") => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"op":6,"d":{"token":"{{{token}}}","session_id":"{{{session}}}","seq":{{{sequence}}}}}""");

    public static string Heartbeat(int? sequence) => $$"""{"op":1,"d":{{sequence?.ToString(CultureInfo.InvariantCulture) ?? "null"}}}""";

    public const string Presence = """{"op":3,"d":{"since":null,"activities":[],"status":"online","afk":false}}""";
}
