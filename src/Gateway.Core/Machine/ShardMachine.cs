using Gateway.Core.Commands;
using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>
/// The gateway protocol of one shard without I/O: inputs are method calls with the time, outputs are
/// <see cref="ShardAction"/>s. It has no task, thread, socket, clock or lock; the same inputs give the same outputs.
/// </summary>
/// <remarks>
/// <para>Not safe for concurrent use: enter it from one thread at a time. After each input perform the actions that
/// <see cref="TryTakeAction"/> gives, in order, and call <see cref="OnDeadline"/> when <see cref="NextDeadline"/> has come.</para>
/// <para><c>now</c> is the time since any fixed moment, and never goes back. Inputs carry the number of the connection
/// they come from; those of an older one are dropped and counted. No input of a peer makes it throw.</para>
/// </remarks>
public sealed partial class ShardMachine
{
    private readonly Queue<ShardAction> _actions = new();
    private readonly HashSet<int> _seenUnknownOpcodes = [];
    private ShardState _state;
    private Uri _gatewayUrl = null!; // Set by the constructor, through the check.
    private bool _started;
    private int _failedAttempts;
    private int _resumeUrlFailures;
    private bool _resumeOnceSpent;
    private bool _refreshAddress;
    private TimeSpan? _lastDialAt;

    /// <summary>Makes a machine. Nothing happens before <see cref="Start"/>.</summary>
    /// <exception cref="ArgumentException">The gateway's URL cannot be dialled.</exception>
    public ShardMachine(ShardMachineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        GatewayUrl = options.GatewayUrl;
        Presence = options.Presence;
        if (options.Session is { } session)
        {
            // It comes from a store: a URL that READY would not have been believed is not dialled either.
            _ = Protocol.GatewayUrl.TryParseResumeUrl(session.ResumeUrl?.OriginalString, GatewayUrl, out var resumeUrl);
            Session = new LiveSession(session.Id, resumeUrl, session.Sequence, session.LastByteAt);
        }

        _state = new ConnectingState(this, null, default, null, TimeSpan.Zero);
    }

    /// <summary>The state.</summary>
    public ShardStateKind State => _state.Kind;

    /// <summary>The number of the last connection dialed; 0 before the first.</summary>
    public int ConnectionNumber { get; private set; }

    /// <summary>When <see cref="OnDeadline"/> has to be called; null when the machine waits for a grant, a permit, a consumer, or is closed.</summary>
    public TimeSpan? NextDeadline => _started ? _state.Deadline : null;

    /// <summary>The session, if there is one; a copy.</summary>
    public SessionSnapshot? CurrentSession => Session?.ToSnapshot();

    /// <summary>What the last READY said; null before the first.</summary>
    public ReadyPayload? ReadyData { get; internal set; }

    /// <summary>When that READY came, on the machine's clock; null before the first.</summary>
    public TimeSpan? ReadyAt { get; internal set; }

    /// <summary>The gateway's base URL; set it when another address is learned.</summary>
    /// <exception cref="ArgumentException">It cannot be dialled; the message says why.</exception>
    public Uri GatewayUrl
    {
        get => _gatewayUrl;
        set => _gatewayUrl = Protocol.GatewayUrl.TryValidate(value, out var violation)
            ? value
            : throw new ArgumentException(violation, nameof(value));
    }

    /// <summary>The presence for the next Identify.</summary>
    public UpdatePresence? Presence { get; set; }

    /// <summary>
    /// Whether the caller does not read at the moment, because the handler has the reader or the queue is full. Set it
    /// before <see cref="OnDeadline"/>: while it is set no silence is held against the peer.
    /// </summary>
    public bool ReadingHeldBack { get; set; }

    /// <summary>
    /// The last sequence that heartbeats may tell; set it before <see cref="WriteHeartbeat"/>. Null: the last one
    /// received.
    /// </summary>
    public long? HeartbeatCursor { get; set; }

    /// <summary>How late the last heartbeat was against its schedule; null for one beside the schedule, and before the first.</summary>
    public TimeSpan? HeartbeatLateness { get; private set; }

    /// <summary>Whether this is the open connection, whose inputs count.</summary>
    public bool IsOpen(int connection) => Live?.Number == connection;

    /// <summary>What was counted so far; a copy.</summary>
    public MachineCounters CountersSnapshot => Counters;

    /// <summary>The interval that Hello gave; null without a connection that has come so far.</summary>
    public TimeSpan? HeartbeatInterval => Live?.Heartbeat?.Interval;

    /// <summary>
    /// In Ready: when the last beat was sent of which the ACK has come on this connection. All that the gateway had sent before it got
    /// that beat has been received. Null otherwise.
    /// </summary>
    internal TimeSpan? AnsweredThrough => _state is ReadyState ? Live?.Heartbeat?.AnsweredThrough : null;

    /// <summary>From the last heartbeat of this connection to its ACK; null before the first.</summary>
    public TimeSpan? LastLatency => Live?.Heartbeat?.LastLatency;

    /// <summary>The mean of the last five latencies of this connection; null before the first.</summary>
    public TimeSpan? MeanLatency => Live?.Heartbeat?.MeanLatency;

    internal ShardMachineOptions Options { get; }

    internal LiveConnection? Live { get; set; }

    internal LiveSession? Session { get; set; }

    internal IdentifyBackoff IdentifyBackoff { get; } = new();

    internal int ResumesWithoutResumed { get; set; }

    internal TimeSpan NextDialAt => _lastDialAt is { } at ? at + Options.Recovery.DialSpacing : TimeSpan.MinValue;

#pragma warning disable CA1051 // A mutable struct that the states count in.
    internal MachineCounters Counters;
#pragma warning restore CA1051

    /// <summary>The next action to perform, in order.</summary>
    public bool TryTakeAction(out ShardAction? action) => _actions.TryDequeue(out action);

    /// <summary>Whether there is an action to perform.</summary>
    public bool HasActions => _actions.Count > 0;

    /// <summary>Begins: the first dial follows at once.</summary>
    /// <exception cref="InvalidOperationException">It was started or stopped before.</exception>
    public void Start(TimeSpan now)
    {
        if (_started)
        {
            throw new InvalidOperationException("A machine is started once, and not after a stop.");
        }

        _started = true;
        if (_state is ClosedState)
        {
            return; // Stopped before it was started.
        }

        if (SessionHasExpired(now))
        {
            Session = null;
        }

        _state = new ConnectingState(
            this, null, new RecoveryDecision(false, false, Session is not null, false, Session is not null, TimeSpan.Zero),
            null, now);
        _state.OnEntered(now);
    }

    /// <summary>Writes the payload of a heartbeat, in the encoding of the connection; allocates nothing.</summary>
    /// <param name="destination">Where to; at least <see cref="PayloadWriter.MaxHeartbeatBytes"/> long.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int WriteHeartbeat(Span<byte> destination)
    {
        var sequence = Session?.Sequence;
        if (HeartbeatCursor is { } cursor && cursor < sequence)
        {
            sequence = cursor > 0 ? cursor : null;
        }

        return PayloadWriter.WriteHeartbeat(destination, sequence, Options.Encoding);
    }

    internal void Emit(ShardAction action) => _actions.Enqueue(action);

    internal void EmitHeartbeat(TimeSpan? lateness)
    {
        Counters.HeartbeatsSent++;
        HeartbeatLateness = lateness;
        Emit(Live!.Beat);
    }
}
