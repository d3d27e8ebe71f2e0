using System.Text;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Fleet.Resharding;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Fleet.Tests.Support;

/// <summary>A fleet that is resharded under traffic, in one virtual world.</summary>
internal sealed class ReshardWorld : IDisposable
{
    private readonly Random _random;
    private readonly List<ulong> _guilds = [];
    private ITimer? _pump;
    private long _nonce;

    public ReshardWorld(
        int from, Func<GatewayServerOptions, GatewayServerOptions>? server = null, int seed = 1, Func<Random, TimeSpan>? latency = null,
        Func<ShardManagerOptions, ShardManagerOptions>? configure = null)
    {
        _random = new Random(seed * 7919);
        Fleet = new FleetWorld(
            o => server?.Invoke(o with { GuildCount = 24 }) ?? o with { GuildCount = 24 }, seed, latency)
        {
            Handler = HandleAsync,
        };
        Fleet.Start(ShardPlan.All(from), configure);
        for (var i = 0; i < from; i++)
        {
            _guilds.AddRange(Fleet.Server.GuildsOf(new ShardKey(i, from)));
        }
    }

    public FleetWorld Fleet { get; }

    public NonceAccount Account { get; } = new();

    public ShardManager Manager => Fleet.Manager;

    public GatewayServer Server => Fleet.Server;

    public IReadOnlyList<ulong> Guilds => _guilds;

    public int Identifies => (int)Server.Account.Counters.Identifies;

    public Func<Dispatch, ValueTask> OnDispatch { get; set; } = static _ => ValueTask.CompletedTask;

    /// <summary>Events in guilds and in direct messages from now on, one every so often.</summary>
    public void Pump(TimeSpan every) => _pump = Fleet.World.Time.CreateTimer(_ => Something(), null, every, every);

    public void StopPump()
    {
        _pump?.Dispose();
        _pump = null;
    }

    /// <summary>One event in a guild.</summary>
    public long InGuild(ulong guild, string name = "MESSAGE_CREATE") =>
        Dispatch(name, DispatchTo.Guild(guild), $$"""{"author":{"id":"1"},"guild_id":"{{guild}}","nonce":{{++_nonce}}}""");

    /// <summary>One event in no guild.</summary>
    public long Elsewhere(string name = "MESSAGE_CREATE") => Dispatch(
        name, name == "MESSAGE_CREATE" ? DispatchTo.Direct() : DispatchTo.All, $$"""{"author":{"id":"1"},"nonce":{{++_nonce}}}""");

    public Task<ReshardResult> Reshard(int to, ReshardOptions? options = null, CancellationToken cancellationToken = default) =>
        Manager.ReshardAsync(to, options, cancellationToken);

    public ReshardResult Await(Task<ReshardResult> resharding)
    {
        Fleet.World.Await(resharding, TimeSpan.FromHours(1));
        return resharding.Result;
    }

    /// <summary>What has to hold at the end of every scenario.</summary>
    public void AssertWhole(params ViolationKind[] except)
    {
        StopPump();
        Fleet.Pass(200); // Whoever is on the way back comes back.
        Account.AssertWhole();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Server.Account.Violations.Where(v => !except.Contains(v.Kind)).Select(v => v.ToString()), Is.Empty);
            Assert.That(Server.Account.MaxOpenByShard.Values, Has.All.EqualTo(1), "sockets of one shard");
            Assert.That(Fleet.World.ForeignThreads, Is.Zero, "calls from other threads");
        }
    }

    public void AssertOnlyShards(int count)
    {
        var living = Server.Account.Sessions.Where(s => s.EndedAt is null).Select(s => s.Shard).ToList();
        Assert.That(living, Is.EquivalentTo(Enumerable.Range(0, count).Select(i => new ShardKey(i, count))));
        Assert.That(Manager.Status.Shards.Select(s => s.Shard), Is.EquivalentTo(Enumerable.Range(0, count).Select(i => new ShardId(i, count))));
        Assert.That(Manager.Status.Reshard, Is.Null);
        Assert.That(Manager.Status.Ready, Is.EqualTo(count));
    }

    public void Dispose()
    {
        StopPump();
        Fleet.Dispose();
    }

    private void Something()
    {
        switch (_random.Next(10))
        {
            case 0:
                Elsewhere();
                break;
            case 1:
                Elsewhere("ENTITLEMENT_CREATE");
                break;
            case 2:
                InGuild(_guilds[_random.Next(_guilds.Count)], "CHANNEL_PINS_UPDATE");
                break;
            default:
                InGuild(_guilds[_random.Next(_guilds.Count)]);
                break;
        }
    }

    private long Dispatch(string name, DispatchTo to, string body)
    {
        var nonce = _nonce;
        if (Server.DispatchEvent(name, to, Encoding.UTF8.GetBytes(body)).Count > 0)
        {
            Account.Expect(nonce);
        }

        return nonce;
    }

    private async ValueTask HandleAsync(Dispatch dispatch, CancellationToken cancellationToken)
    {
        Fleet.World.CheckThread();
        Account.Note(dispatch);
        await OnDispatch(dispatch).ConfigureAwait(false);
    }
}
