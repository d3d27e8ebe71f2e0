using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Gateway.Core.Limits;
using Gateway.Core.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Fleet;

/// <summary>What the members of a fleet share.</summary>
internal sealed class FleetContext : IDisposable
{
    private const string BudgetFile = "identify-budget.json";
    private const string SessionFile = "sessions.json";
    private readonly BucketIdentifyRateLimiter? _ownLimiter;
    private readonly ConnectScheduler? _ownGate;
    private readonly IIdentifyRateLimiter _limiter;

    public FleetContext(ShardManagerOptions options, ITransport transport)
    {
        Options = options;
        Transport = transport;
        Logger = options.Shard.LoggerFactory?.CreateLogger("Gateway.Core.ShardManager") ?? NullLogger.Instance;
        Changes = new ChangeHub(options.MaxPendingChanges, Scheduler, Logger);
        _ownGate = options.Shard.ConnectGate is null
            ? new ConnectScheduler(options.Storm, TimeProvider, Scheduler, options.Shard.Random) { Quarantined = OnQuarantined }
            : null;
        _ownLimiter = options.Shard.IdentifyLimiter is null ? new BucketIdentifyRateLimiter(TimeProvider) : null;
        var limiter = options.Shard.IdentifyLimiter ?? _ownLimiter!;
        _limiter = Gate is null ? limiter : new GateInformingLimiter(limiter, Gate);
        Template = options.Shard with
        {
            ConnectGate = options.Shard.ConnectGate ?? _ownGate,
            IdentifyLimiter = _limiter,
            Token = BotToken.FromSource(TokenAsync),
        };
    }

    public ShardManagerOptions Options { get; }

    public ITransport Transport { get; }

    /// <summary>What every shard is made from, with what the fleet adds.</summary>
    public GatewayShardOptions Template { get; private set; }

    public ILogger Logger { get; }

    public ChangeHub Changes { get; }

    /// <summary>The gate, if it is one of ours.</summary>
    public ConnectScheduler? Gate => _ownGate ?? Options.Shard.ConnectGate as ConnectScheduler;

    /// <summary>Null: the budget is not kept, or the run has not begun.</summary>
    public IdentifyBudgetGovernor? Governor { get; private set; }

    /// <summary>Null: sessions are not kept, or the run has not begun.</summary>
    public SessionKeeper? Keeper { get; private set; }

    /// <summary>Of the token that was used last.</summary>
    public string Fingerprint { get; private set; } = "";

    public GatewayScheduler Scheduler => Options.Shard.Scheduler;

    public TimeProvider TimeProvider => Options.Shard.TimeProvider;

    /// <summary>Opens the stores. Asks for the token when one of them depends on it.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        var keepsSessions = Options.SessionStore is not null || Options.StateDirectory is not null;
        if (keepsSessions || (Options.Budget is not null && Options.BudgetStore is null))
        {
            await TokenAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Options.Budget is { } budget)
        {
            var store = Options.BudgetStore ?? new FileIdentifyBudgetStore(PathOf(BudgetFile), Options.Shard.LoggerFactory);
            Governor = new IdentifyBudgetGovernor(_limiter, store, budget, new IdentifyBudgetGovernorSettings
            {
                TimeProvider = TimeProvider,
                Scheduler = Scheduler,
                LoggerFactory = Options.Shard.LoggerFactory,
                Info = Options.Shard.GatewayInfo,
            });
            Template = Template with { IdentifyLimiter = Governor };
            await Governor.LoadAsync().ConfigureAwait(false);
        }

        if (keepsSessions)
        {
            var store = Options.SessionStore ?? new FileSessionStore(PathOf(SessionFile), Options.Shard.LoggerFactory);
            Keeper = new SessionKeeper(store, this);
        }
    }

    /// <summary>When no shard runs any more.</summary>
    public void Dispose()
    {
        Keeper?.Dispose();
        Governor?.Dispose();
        _ownGate?.Dispose();
        _ownLimiter?.Dispose();
    }

    private async ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        var token = await Options.Shard.Token.GetAsync(cancellationToken).ConfigureAwait(false);
        Fingerprint = TokenFingerprint.Of(token);
        return token;
    }

    private string PathOf(string file)
    {
        if (Options.StateDirectory is { } directory)
        {
            return Path.Combine(directory, file);
        }

        // A user without a home, as in some containers, has a temporary directory at least.
        var root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(root.Length > 0 ? root : Path.GetTempPath(), "gateway-core", Fingerprint, file);
    }

    private void OnQuarantined(ShardId shard, TimeSpan delay)
    {
        Logger.FleetQuarantined(shard, delay);
        Changes.Publish(new ShardChange(shard, ShardChangeKind.Quarantined) { Delay = delay });
    }

    /// <summary>Lets the gate know of the buckets what the limiter is told.</summary>
    private sealed class GateInformingLimiter(IIdentifyRateLimiter inner, ConnectScheduler gate) : IIdentifyRateLimiter
    {
        public ValueTask<IdentifyPermit> AcquireAsync(ShardId shard, CancellationToken cancellationToken) =>
            inner.AcquireAsync(shard, cancellationToken);

        public void Update(SessionStartLimit limit)
        {
            inner.Update(limit);
            gate.Update(limit);
        }
    }
}
