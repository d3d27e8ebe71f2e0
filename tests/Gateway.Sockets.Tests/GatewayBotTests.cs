using Gateway.Contracts;
using Gateway.Core;
using Gateway.Core.Limits;
using Gateway.Core.Transport;
using Gateway.Shard.WebsocketClient;
using Gateway.Sockets.Tests.Support;

namespace Gateway.Sockets.Tests;

/// <summary>Get Gateway Bot and the connection it leads to.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class GatewayBotTests
{
    [Test]
    public async Task The_address_and_the_limits_come_from_Get_Gateway_Bot()
    {
        using var inner = FastRecovery.NewLimiter();
        var limiter = new RecordingLimiter(inner);
        await using var world = await SocketWorld.StartAsync(
            server: s => s with { MaxConcurrency = 16, IdentifyTotal = 777 },
            shard: o => o with { IdentifyLimiter = limiter },
            info: host => Source(host.HttpBaseUrl, "sim-token"));

        await world.AssertHealthyAsync();

        Assert.That(limiter.Updates, Has.Count.EqualTo(1));
        Assert.That(limiter.Updates[0], Is.EqualTo(new SessionStartLimit(777, 777, limiter.Updates[0].ResetAfter, 16)));
        Assert.That(inner.MaxConcurrency, Is.EqualTo(16));
    }

    [Test]
    public async Task A_wrong_token_ends_the_shard()
    {
        await using var world = await SocketWorld.StartAsync(info: host => Source(host.HttpBaseUrl, "wrong-token"));

        var error = Assert.CatchAsync<GatewayClosedException>(() => Deadline.Within(world.Run.Running));

        Assert.That(error!.End.Ending, Has.Property("HttpStatus").EqualTo(401).And.Property("DialPhase").EqualTo(DialPhase.GatewayInfo));
        Assert.That(error.ToString(), Does.Not.Contain("wrong-token"));
        Assert.That(world.Transport.Dials, Is.Empty);
    }

    [Test]
    public async Task An_outage_of_the_API_is_waited_out()
    {
        await using var world = await SocketWorld.StartAsync(
            info: host => Source(host.HttpBaseUrl, "sim-token", attempts: 1),
            prepare: host => host.Http.FailNext(502, count: 3));

        await world.AssertHealthyAsync();

        Assert.That(world.Run.Transitions.Count(t => t.Ending is { DialPhase: DialPhase.GatewayInfo, HttpStatus: 502 }), Is.EqualTo(3));
    }

    [Test]
    public async Task A_token_that_the_gateway_itself_refuses_ends_the_shard_with_4004()
    {
        await using var world = await SocketWorld.StartAsync(shard: o => o with { Token = "wrong-token" });

        var error = Assert.CatchAsync<GatewayClosedException>(() => Deadline.Within(world.Run.Running));

        Assert.That(error!.CloseCode, Is.EqualTo(4004));
        Assert.That(error.ToString(), Does.Not.Contain("wrong-token"));
    }

    private static HttpGatewayInfoSource Source(Uri address, string token, int attempts = 4) => new(
        new HttpGatewayInfoSourceOptions { Token = token, BaseAddress = address, MaxAttempts = attempts });

    private sealed class RecordingLimiter(IIdentifyRateLimiter inner) : IIdentifyRateLimiter
    {
        public List<SessionStartLimit> Updates { get; } = [];

        public ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken) =>
            inner.AcquireAsync(shard, cancellationToken);

        public void Update(SessionStartLimit limit)
        {
            Updates.Add(limit);
            inner.Update(limit);
        }
    }
}
