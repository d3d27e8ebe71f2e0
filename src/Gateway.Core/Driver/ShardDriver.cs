using Gateway.Core.Delivery;
using Gateway.Core.Diagnostics;
using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Transport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Core.Driver;

/// <summary>
/// Performs what the machine wants, and tells it what has happened. The machine is entered under a lock that is never
/// held across an await, a delivery or a callback; actions are performed in order, by one thread at a time.
/// </summary>
internal sealed partial class ShardDriver : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ShardMachine _machine;
    private readonly CommandGate _commands;
    private readonly ITimer _timer;
    private readonly long _origin;
    private readonly List<ShardConnection> _flowing = [];
    private bool _performing;
    private Latch? _quiet;
    private bool _disposed;
    private ShardConnection? _connection;

    public ShardDriver(GatewayShardOptions options, ITransport transport)
    {
        (Intents, Selection) = GatewayShardOptionsValidator.ThrowIfInvalid(options);
        Options = options;
        Transport = transport;
        Logger = options.LoggerFactory?.CreateLogger("Gateway.Core.GatewayShard") ?? NullLogger.Instance;
        Meter = new ShardMeter(options.Shard, options.TagMetricsWithShard);
        IdentifyLimiter = options.IdentifyLimiter ?? new BucketIdentifyRateLimiter(options.TimeProvider);
        _origin = OriginOnGrid(options.TimeProvider);
        _hasSession = options.Session is not null;
        _commands = new CommandGate(options.MaxPendingCommands, options.Scheduler);
        _machine = new ShardMachine(MachineOptions());
        _stopped = new Latch(options.Scheduler);
        _timer = options.TimeProvider.CreateTimer(
            static s => ((ShardDriver)s!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public GatewayShardOptions Options { get; }

    public GatewayIntents Intents { get; }

    public EventSelection? Selection { get; }

    public ITransport Transport { get; }

    public ILogger Logger { get; }

    public ShardMeter Meter { get; }

    public IIdentifyRateLimiter IdentifyLimiter { get; }

    /// <summary>Set once, before the machine is started.</summary>
    public IDelivery Delivery { get; set; } = null!;

    public TimeSpan Now => Options.TimeProvider.GetElapsedTime(_origin);

    /// <summary>Enters the machine, then performs what it wants.</summary>
    public void Input<T>(T state, Action<ShardMachine, T, TimeSpan> input)
    {
        try
        {
            lock (_gate)
            {
                input(_machine, state, Now);
            }
        }
#pragma warning disable CA1031 // An injected part that the machine asks: a policy, a source of random numbers.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
            return;
        }

        PerformActions();
    }

    /// <summary>Reads something of the machine.</summary>
    public T Read<T>(Func<ShardMachine, T> read)
    {
        lock (_gate)
        {
            return read(_machine);
        }
    }

    // Whoever comes while somebody performs leaves his actions to him: so they stay in order.
    private void PerformActions()
    {
        lock (_gate)
        {
            if (_performing)
            {
                return;
            }

            _performing = true;
        }

        WriterLane? commands = null;
        try
        {
            while (PerformNext(ref commands))
            {
            }
        }
#pragma warning disable CA1031 // A fault of ours, or of an injected part: the shard ends with it, loudly.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Crash(e);
        }
        finally
        {
            commands?.Begin(); // All that may be written now, together.
        }
    }

    /// <summary>Completes when everything the machine has wanted so far is performed; at once when nobody is at it.</summary>
    public Task QuietAsync()
    {
        lock (_gate)
        {
            if (!_performing)
            {
                return Task.CompletedTask;
            }

            _quiet ??= new Latch(Options.Scheduler);
            return _quiet.WaitAsync();
        }
    }

    private bool PerformNext(ref WriterLane? commands)
    {
        ShardAction? action;
        PendingCommand? command = null;
        PendingCommand? needsLease = null;
        ShardConnection? connection;
        Latch? quiet = null;
        lock (_gate)
        {
            connection = _connection;
            if (!_machine.TryTakeAction(out action))
            {
                if (_commands.Count > 0 && connection is not null)
                {
                    command = _commands.TryTake(_machine, connection.Limiter, Now, out needsLease);
                }

                if (command is null && needsLease is null)
                {
                    _performing = false;
                    quiet = _quiet;
                    _quiet = null;
                    Arm();
                }
            }
        }

        if (action is null && command is null && needsLease is null)
        {
            quiet?.Set();
            return false;
        }

        if (action is not null)
        {
            Perform(action);
        }
        else if (command is not null)
        {
            Begin(ref commands, connection!.Lane!);
            commands!.Append(new LaneItem { Payload = command.Command.Encode(Options.Encoding), Command = command });
        }
        else
        {
            _ = AcquireLeaseAsync(connection!, needsLease!);
        }

        return true;
    }

    // Commands of one connection are gathered; the next connection's wait for them.
    private static void Begin(ref WriterLane? commands, WriterLane lane)
    {
        if (commands != lane)
        {
            commands?.Begin();
            commands = lane;
        }
    }

    private ShardMachineOptions MachineOptions() => new()
    {
        Identify = new IdentifySettings
        {
            Shard = Options.Shard,
            Intents = Intents,
            Properties = Options.Properties,
            LargeThreshold = Options.LargeThreshold,
            Capabilities = Options.Capabilities,
            PayloadCompression = Options.Compression.IsAskedForInIdentify,
        },
        Encoding = Options.Encoding,
        Compression = Options.Compression,
        Session = Import(Options.Session),
        Presence = Options.Presence,
        Timeouts = Options.Timeouts,
        Recovery = Options.Recovery,
        CloseCodes = Options.CloseCodes,
        ReconnectPolicy = Options.ReconnectPolicy,
        HeartbeatGrid = HeartbeatGrid,
        AsksBeforeDial = Options.ConnectGate is not null,
        Random = Options.Random ?? RandomSource.New(), // Entered under the shard's lock.
    };
}
