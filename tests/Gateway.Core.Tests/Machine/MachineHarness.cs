using System.Text;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>
/// Plays the driver and the peer of one machine in virtual time, so that a test reads as a conversation. Everything the
/// machine wants done is logged with its time; <see cref="Next{T}"/> reads the log in order.
/// </summary>
internal sealed class MachineHarness
{
    public const string BaseUrl = "wss://gateway.example.test/";
    public const string ResumeUrl = "wss://resume.example.test/";
    public const int Interval = 41250;
    private int _read;

    public MachineHarness(Func<ShardMachineOptions, ShardMachineOptions>? configure = null)
    {
        var options = new ShardMachineOptions
        {
            Identify = new IdentifySettings(),
            GatewayUrl = new Uri(BaseUrl),
            Random = () => Random,
        };
        Machine = new ShardMachine(configure?.Invoke(options) ?? options);
    }

    public ShardMachine Machine { get; }

    /// <summary>Not zero at the start: a machine must not take 0 for "never".</summary>
    public TimeSpan Now { get; set; } = TimeSpan.FromHours(3);

    /// <summary>What the machine's source of randomness answers.</summary>
    public double Random { get; set; } = 0.5;

    public List<(TimeSpan At, ShardAction Action)> Log { get; } = [];

    /// <summary>The heartbeats in the log; without a lateness those beside the schedule.</summary>
    public List<(TimeSpan At, TimeSpan? Lateness)> Beats { get; } = [];

    public int Connection => Machine.ConnectionNumber;

    public MachineCounters Counters => Machine.CountersSnapshot;

    public ShardStateKind State => Machine.State;

    /// <summary>A machine in the middle of a state: awaiting Hello, READY or RESUMED, Ready, or stopped.</summary>
    public static MachineHarness In(
        ShardStateKind state, Func<ShardMachineOptions, ShardMachineOptions>? configure = null)
    {
        var h = new MachineHarness(configure).Start();
        switch (state)
        {
            case ShardStateKind.Connecting:
                h.Opens();
                break;
            case ShardStateKind.Identifying:
                h.Opens().SaysHello().GetsPermit().GetsToken();
                break;
            case ShardStateKind.Resuming:
                h.ComesToReady().IsLost().Opens().SaysHello().GetsToken();
                break;
            case ShardStateKind.Ready:
                h.ComesToReady();
                break;
            case ShardStateKind.Closed:
                h.ComesToReady().Stops(true).WritesClose().Closes(4000);
                break;
        }

        Assert.That(h.State, Is.EqualTo(state));
        return h.Forget();
    }

    /// <summary>As <see cref="In"/> for Connecting, but with a session that will be resumed after Hello.</summary>
    public static MachineHarness AwaitingHelloWithSession(Func<ShardMachineOptions, ShardMachineOptions>? configure = null) =>
        In(ShardStateKind.Ready, configure).IsLost().WaitsForDial().Opens().Forget();

    public MachineHarness Start() => Do(m => m.Start(Now));

    /// <summary>The machine dials, and the dial succeeds.</summary>
    public MachineHarness Opens() => WaitsForDial().Do(m => m.OnOpened(Connection, Now));

    public MachineHarness DialFails(Ending? ending = null) =>
        Do(m => m.OnDialFailed(Connection, ending ?? new Ending(TransitionCause.DialFailed), Now));

    public MachineHarness SaysHello(double intervalMs = Interval) =>
        Says($$$"""{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":{{{FormattableString.Invariant($"{intervalMs}")}}}}}""");

    public MachineHarness SaysReady(long sequence = 1, string id = "session-1") => Says(
        $$$"""{"t":"READY","s":{{{sequence}}},"op":0,"d":{"session_id":"{{{id}}}","resume_gateway_url":"{{{ResumeUrl}}}"}}""");

    public MachineHarness SaysResumed(long sequence) => Says($$$"""{"t":"RESUMED","s":{{{sequence}}},"op":0,"d":{}}""");

    public MachineHarness Dispatches(long sequence) => Says($$$"""{"t":"MESSAGE_CREATE","s":{{{sequence}}},"op":0,"d":{}}""");

    public MachineHarness Acks() => Says("""{"op":11,"d":null}""");

    /// <summary>The peer sends a payload on the current connection.</summary>
    public MachineHarness Says(string payload)
    {
        Frame(payload);
        return this;
    }

    public FrameResult Frame(string payload, int? connection = null)
    {
        var result = Machine.OnPayload(connection ?? Connection, Encoding.UTF8.GetBytes(payload), Now, out _);
        Collect();
        return result;
    }

    public MachineHarness GetsPermit() => Do(m => m.OnIdentifyPermit(Connection, Now));

    public MachineHarness GetsToken(string token = "token") => Do(m => m.OnToken(Connection, token, Now));

    public MachineHarness ComesToReady(string id = "session-1") =>
        Opens().SaysHello().GetsPermit().GetsToken().SaysReady(1, id);

    public MachineHarness ComesToResumed(long sequence) => Opens().SaysHello().GetsToken().SaysResumed(sequence);

    /// <summary>The peer closes.</summary>
    public MachineHarness Closes(int? code) => Do(m => m.OnClosed(Connection, code, null, Now));

    public MachineHarness IsLost(TransitionCause cause = TransitionCause.ConnectionLost) =>
        Do(m => m.OnLost(Connection, new Ending(cause), Now));

    public MachineHarness WritesClose() => Do(m => m.OnCloseSent(Connection, Now));

    public MachineHarness Stops(bool keepSession) => Do(m => m.OnStop(keepSession, Now));

    public MachineHarness Do(Action<ShardMachine> input)
    {
        input(Machine);
        Collect();
        return this;
    }

    /// <summary>Lets time go by, and calls the machine at each of its deadlines on the way.</summary>
    public MachineHarness Waits(TimeSpan time)
    {
        var until = Now + time;
        var idle = 0;
        while (Machine.NextDeadline is { } deadline && deadline <= until)
        {
            idle = deadline > Now ? 0 : idle + 1;
            Assert.That(idle, Is.LessThan(5), "the machine wants to be called again and again at the same time");
            Now = deadline > Now ? deadline : Now;
            Do(m => m.OnDeadline(Now));
        }

        Now = until;
        return this;
    }

    public MachineHarness Waits(double seconds) => Waits(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets the old connection close and the wait pass, until the machine dials.</summary>
    public MachineHarness WaitsForDial()
    {
        for (var i = 0; i < 100 && !IsDialing; i++)
        {
            Assert.That(Machine.State, Is.EqualTo(ShardStateKind.Connecting));
            Assert.That(Machine.NextDeadline, Is.Not.Null, "nothing will ever happen");
            Waits(Machine.NextDeadline!.Value - Now);
        }

        Assert.That(IsDialing);
        return this;
    }

    /// <summary>The next action in the log, which has to be a <typeparamref name="T"/>.</summary>
    public T Next<T>()
        where T : ShardAction
    {
        Assert.That(_read, Is.LessThan(Log.Count), $"no action is left, but a {typeof(T).Name} was expected");
        Assert.That(Log[_read].Action, Is.InstanceOf<T>());
        return (T)Log[_read++].Action;
    }

    /// <summary>The next action of that type in the log; others before it are skipped.</summary>
    public T Later<T>()
        where T : ShardAction
    {
        while (_read < Log.Count && Log[_read].Action is not T)
        {
            _read++;
        }

        return Next<T>();
    }

    public void NothingMore() => Assert.That(Log.Skip(_read).Select(l => l.Action), Is.Empty);

    public MachineHarness Forget()
    {
        _read = Log.Count;
        return this;
    }

    public IEnumerable<T> Actions<T>()
        where T : ShardAction => Log.Select(l => l.Action).OfType<T>();

    public static string TextOf(SendAction send) => Encoding.UTF8.GetString(send.Payload.Span);

    private bool IsDialing =>
        Log.LastOrDefault(l => l.Action is DialAction or AbortTransportAction or TransitionedAction).Action is DialAction
        && Machine.State == ShardStateKind.Connecting;

    private void Collect()
    {
        while (Machine.TryTakeAction(out var action))
        {
            Log.Add((Now, action!));
            if (action is HeartbeatAction)
            {
                Beats.Add((Now, Machine.HeartbeatLateness));
            }
        }
    }
}
