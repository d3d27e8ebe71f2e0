// The protocol of the gateway on sockets and threads of our own. ShardMachine decides everything; this program only
// does what it wants done and tells it what happened. No task is started: two threads per connection, one loop.
using Gateway.Core;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using SansIo;

var url = new Uri(Environment.GetEnvironmentVariable("GATEWAY_URL") ?? "wss://gateway.discord.gg");
var token = Environment.GetEnvironmentVariable("DISCORD_TOKEN") ?? throw new InvalidOperationException("Set DISCORD_TOKEN.");

var compression = GatewayCompression.ZlibStream;
var machine = new ShardMachine(new ShardMachineOptions
{
    Identify = new IdentifySettings { Intents = GatewayIntents.Guilds | GatewayIntents.GuildMessages },
    GatewayUrl = url,
    Compression = compression,
    Random = new Random().NextDouble,
});
var loop = new ShardLoop(machine, compression, token);

// Another thread may post an input at any time, here: stop when Enter is pressed.
new Thread(() =>
{
    Console.ReadLine();
    loop.Stop();
})
{ IsBackground = true, Name = "stdin" }.Start();

var end = loop.Run();
Console.WriteLine($"Ended: {end.Ending}");
return end.Kind == ShardEndKind.Stopped ? 0 : 1;
