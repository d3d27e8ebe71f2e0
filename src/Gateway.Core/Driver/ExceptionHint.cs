namespace Gateway.Core.Driver;

/// <summary>What to do about a fatal close code, in a sentence.</summary>
internal static class ExceptionHint
{
    public static string? For(int? code, GatewayIntents intents, ShardId shard) => code switch
    {
        4004 => "Check the token; it may have been reset.",
        4010 => $"Shard {shard} was asked for; large bots need a multiple of the shard count that Get Gateway Bot recommends.",
        4011 => "The bot is in too many guilds for this shard count; take the one that Get Gateway Bot recommends.",
        4013 => $"Intents asked for: {Describe(intents)}.",
        4014 => $"Intents asked for: {Describe(intents)}. Privileged among them: {Privileged(intents)}; "
            + "they have to be switched on for the application in the developer portal.",
        _ => null,
    };

    private static string Describe(GatewayIntents intents) => $"{intents} ({(long)intents})";

    private static string Privileged(GatewayIntents intents) =>
        (intents & GatewayIntents.Privileged) is var privileged and not GatewayIntents.None ? privileged.ToString() : "none";
}
