namespace Gateway.Simulator.Bench;

/// <summary>A reader that has a session.</summary>
internal static class Identified
{
    public static async Task<Reader> ConnectAsync(int port, int shard, int count)
    {
        var reader = await Reader.ConnectAsync(port);
        await reader.ReadAsync(1);
        await reader.SendAsync($$$"""{"op":2,"d":{"token":"sim-token","intents":512,"properties":{},"shard":[{{{shard}}},{{{count}}}]}}""");
        await reader.ReadAsync(1);
        return reader;
    }
}
