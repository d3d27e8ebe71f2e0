// Everything that can be taken into one's own hands: delivery, policy, close codes, limits, errors, raw frames,
// transitions, and a session that outlives the process. Run it twice: the second run resumes what the first has left.
using System.Threading.RateLimiting;
using Gateway.Core;
using Gateway.Core.Commands;
using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Shard.WebsocketClient;
using TakeControl;

var file = new SessionFile(Environment.GetEnvironmentVariable("SESSION_FILE") ?? "session.json");
var frames = new FrameCounter();
using var identifies = new BucketIdentifyRateLimiter(); // Share one between all shards of a token.
var options = new GatewayShardOptions
{
    Token = BotToken.FromSource(_ => ValueTask.FromResult(
        Environment.GetEnvironmentVariable("DISCORD_TOKEN") ?? throw new InvalidOperationException("Set DISCORD_TOKEN."))),
    Intents = GatewayIntents.Guilds | GatewayIntents.GuildMessages,
    GatewayInfo = new FixedGatewayInfoSource(new Uri(Environment.GetEnvironmentVariable("GATEWAY_URL") ?? "wss://gateway.discord.gg")),

    // The last run's session. If Discord has forgotten it by now, the shard identifies by itself.
    Session = file.Load(),

    // Where the handler runs: on the reader itself, so it must be quick. (ReadAllAsync below is always queued.)
    Delivery = new DeliveryOptions { Mode = DeliveryMode.Inline },
    OnHandlerError = static (error, dispatch) =>
    {
        Console.WriteLine($"[handler failed at {dispatch.Name}: {error.Message}]");
        return HandlerErrorAction.Continue; // Stop would end the run with this error.
    },

    // Who may identify when, how commands are spaced, and how long to wait after a failure.
    IdentifyLimiter = identifies,
    CommandLimiter = static () => new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions
    {
        PermitLimit = 10,
        Window = TimeSpan.FromSeconds(10),
        QueueLimit = 100,
    }),
    ReconnectPolicy = new SteadyPolicy(TimeSpan.FromSeconds(5), maxAttempts: 100),

    // 4009 says that the session has timed out; here it is tried all the same, at the price of one op 9 if it has.
    CloseCodes = CloseCodeTable.Default.With(4009, CloseDisposition.ResumeOnce),
    FrameObserver = frames,
};

// One transport can serve any number of shards. This is also the place for a proxy, TLS settings or another WebSocket.
var transport = new WebSocketTransport(new WebSocketTransportOptions { UserAgent = "DiscordBot (https://example.test, 1.0)" });
await using var shard = new GatewayShard(options, transport);

_ = WatchAsync(shard);
_ = Task.Run(async () =>
{
    Console.ReadLine();
    await shard.StopAsync(); // Keeps the session: what comes meanwhile is replayed at the next start.
});

try
{
    if (args.Contains("--stream"))
    {
        // The other form: events as a stream, behind the queue. An event is valid until the next one is asked for.
        await foreach (var dispatch in shard.ReadAllAsync())
        {
            await HandleAsync(dispatch, CancellationToken.None);
        }
    }
    else
    {
        await shard.RunAsync(HandleAsync);
    }
}
catch (GatewayClosedException e)
{
    Console.WriteLine($"The gateway does not want us any more: {e.Message}");
    file.Delete();
    return 1;
}

// Ends after the last event that was handled: nothing is lost between two runs.
file.Save(shard.Session);
Console.WriteLine($"[{frames}]");
return 0;

async ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
{
    Console.WriteLine($"{dispatch.Name} s={dispatch.Sequence}");
    if (dispatch.Name == DispatchEventNames.Ready)
    {
        // Completes when the socket has taken it; waits its turn if the limits say so.
        await shard.SendAsync(
            new UpdatePresence(PresenceStatus.Idle, [Activity.Custom("Taking control")]), cancellationToken);
    }
}

static async Task WatchAsync(GatewayShard shard)
{
    await foreach (var t in shard.ReadTransitionsAsync())
    {
        var next = t.RetryIn is { } wait ? $", {(t.WillResume ? "resume" : "identify")} in {wait.TotalSeconds:0.0} s" : "";
        Console.WriteLine($"[{t.From} -> {t.To}: {t.Ending?.ToString() ?? t.Cause.ToString()}{next}]");
    }
}
