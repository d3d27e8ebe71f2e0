using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Shard.WebsocketClient;

var token = Environment.GetEnvironmentVariable("DISCORD_TOKEN") ?? throw new InvalidOperationException("Set DISCORD_TOKEN.");
using var info = new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions
{
    Token = token,
    BaseAddress = new Uri(Environment.GetEnvironmentVariable("DISCORD_API") ?? "https://discord.com/api/v10/"),
});
var options = new ShardManagerOptions
{
    // 1, 16 or 1000; when it is not set, as many as Discord recommends.
    Plan = int.TryParse(Environment.GetEnvironmentVariable("SHARDS"), out var shards) ? ShardPlan.All(shards) : ShardPlan.Recommended,

    // The sessions and the count of identifies: the next start resumes, and knows what this one has spent.
    StateDirectory = Environment.GetEnvironmentVariable("STATE_DIRECTORY") ?? "state",
    Shard = new GatewayShardOptions
    {
        Token = token,
        Intents = GatewayIntents.Guilds | GatewayIntents.GuildMessages,
        GatewayInfo = info,
    },
};
await using var manager = new ShardManager(options, new WebSocketTransport());
_ = Task.Run(async () =>
{
    Console.ReadLine();
    await manager.StopAsync(); // Keeps the sessions.
});

// One event of a shard at a time; those of different shards at the same time.
await manager.RunAsync((dispatch, _) =>
{
    if (dispatch.Name is "READY" or "RESUMED")
    {
        Console.WriteLine($"{dispatch.Name} {dispatch.Shard.Index}: {manager.Status.Ready} of {manager.Status.ShardCount} are up");
    }

    return ValueTask.CompletedTask;
});
