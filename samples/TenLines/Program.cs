using Gateway.Core;
using Gateway.Shard.WebsocketClient;

var options = new GatewayShardOptions
{
    Token = Environment.GetEnvironmentVariable("DISCORD_TOKEN") ?? throw new InvalidOperationException("Set DISCORD_TOKEN."),
    Intents = GatewayIntents.Guilds | GatewayIntents.GuildMessages,
    GatewayInfo = new FixedGatewayInfoSource(new Uri(Environment.GetEnvironmentVariable("GATEWAY_URL") ?? "wss://gateway.discord.gg")),
};
await using var shard = new GatewayShard(options, new WebSocketTransport());
await shard.RunAsync((dispatch, _) => { Console.WriteLine(dispatch.Name); return ValueTask.CompletedTask; });
