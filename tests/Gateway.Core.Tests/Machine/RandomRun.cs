using System.Globalization;
using System.Text;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Transport;

namespace Gateway.Core.Tests.Machine;

/// <summary>
/// One machine against random inputs of every kind, legal and late, while the invariants are checked after each. The same
/// seed gives the same run.
/// </summary>
internal sealed class RandomRun
{
    private readonly Random _random;
    private readonly ShardMachine _machine;
    private readonly HashSet<TransitionRow> _reached;
    private readonly Dictionary<int, Connection> _connections = [];
    private TimeSpan _now = TimeSpan.FromMinutes(1);
    private SessionSnapshot? _session;
    private int _permitFor;
    private bool _slow;
    private bool _stopped;

    public RandomRun(int seed, HashSet<TransitionRow> reached)
    {
        _random = new Random(seed);
        _reached = reached;
        _machine = new ShardMachine(new ShardMachineOptions
        {
            Identify = new IdentifySettings(),
            GatewayUrl = new Uri(MachineHarness.BaseUrl),
            Random = _random.NextDouble,
            ReconnectPolicy = _random.Next(3) switch
            {
                0 => new ExponentialReconnectPolicy(),
                1 => new ExponentialReconnectPolicy { MaxFailedAttempts = _random.Next(1, 6) },
                _ => new MoodyPolicy(_random),
            },
            CloseCodes = _random.Next(4) == 0
                ? CloseCodeTable.Default.With(4000, CloseDisposition.Fatal)
                : CloseCodeTable.Default,
            Session = _random.Next(3) == 0
                ? new SessionSnapshot("stored", new Uri(MachineHarness.ResumeUrl), _random.Next(100), TimeSpan.Zero)
                : null,
        });
    }

    /// <summary>What was put in, for the report of a failure.</summary>
    public List<string> Inputs { get; } = [];

    public int Steps { get; private set; }

    private Connection Current => _connections.GetValueOrDefault(_machine.ConnectionNumber) ?? new Connection();

    public void Play(int inputs)
    {
        _machine.Start(_now);
        Check();
        for (; Steps < inputs && !_stopped; Steps++)
        {
            Step();
            Check();
        }
    }

    private void Step()
    {
        // Mostly what moves things on, so that the later states are met; now and then anything.
        switch (_random.Next(20))
        {
            case < 8:
                GoOn();
                break;
            case < 12:
                Frame(AnyFrame());
                break;
            case 13:
                for (var i = _random.Next(4); i >= 0; i--)
                {
                    WaitForDeadline(); // The peer is silent.
                    Check();
                }

                break;
            case 14:
                _now += TimeSpan.FromMilliseconds(_random.Next(2000));
                Put("deadline", () => _machine.OnDeadline(_now));
                break;
            case 12 or 15:
                End();
                break;
            case 16:
                Admit();
                break;
            default:
                Odd();
                break;
        }
    }

    private void GoOn()
    {
        var n = _machine.ConnectionNumber;
        switch (_machine.State)
        {
            case ShardStateKind.Connecting when Current.Live:
                Frame(_random.Next(8) == 0 ? Hello(_random.Next(10, 1000)) : Hello(41250));
                break;
            case ShardStateKind.Connecting when Current.Dialing && _random.Next(6) > 0:
                Put("opened", () => _machine.OnOpened(n, _now));
                Current.Opened();
                break;
            case ShardStateKind.Connecting when Current.Dialing:
                DialFails();
                break;
            case ShardStateKind.Connecting when _connections.Values.FirstOrDefault(c => c.Closing) is { } closing:
                Put("close sent", () => _machine.OnCloseSent(closing.Number, _now));
                break;
            case ShardStateKind.Connecting:
                WaitForDeadline();
                Put("consumer ready", () => _machine.OnConsumerReady(_now));
                break;
            case ShardStateKind.Identifying when _permitFor != n:
                _permitFor = n;
                Put("permit", () => _machine.OnIdentifyPermit(n, _now));
                break;
            case ShardStateKind.Identifying or ShardStateKind.Resuming when !Current.Handshaken && _random.Next(5) > 0:
                Put("token", () => _machine.OnToken(n, "token", _now));
                break;
            case ShardStateKind.Identifying:
                Frame($$$"""{"t":"READY","s":{{{_random.Next(3)}}},"op":0,"d":{"session_id":"{{{_random.Next()}}}","resume_gateway_url":"{{{MachineHarness.ResumeUrl}}}"}}""");
                break;
            case ShardStateKind.Resuming:
                Frame(Dispatch("RESUMED"));
                break;
            case ShardStateKind.Ready:
                Frame(_random.Next(2) == 0 ? Dispatch("MESSAGE_CREATE") : """{"op":11}""");
                break;
            default:
                WaitForDeadline();
                foreach (var c in _connections.Values.Where(c => c.Closing).ToArray())
                {
                    Put("close sent", () => _machine.OnCloseSent(c.Number, _now));
                }

                break;
        }
    }

    private void Odd()
    {
        var n = Math.Max(1, _machine.ConnectionNumber - _random.Next(2));
        switch (_random.Next(14))
        {
            case 0:
                Put("opened", () => _machine.OnOpened(n, _now));
                if (n == _machine.ConnectionNumber)
                {
                    Current.Opened();
                }

                break;
            case 1:
                Put("permit failed", () => _machine.OnIdentifyPermitFailed(n, null, _now));
                break;
            case 2:
                Put("token failed", () => _machine.OnTokenFailed(n, null, _now));
                break;
            case 3:
                Put("consumer ready", () => _machine.OnConsumerReady(_now));
                break;
            case 4:
                Put("reconnect", () => _machine.OnReconnect(_now));
                break;
            case 5 when _random.Next(25) == 0:
                Put("stop", () => _machine.OnStop(_random.Next(2) == 0, _now));
                break;
            case 6:
                _machine.ReadingHeldBack = !_machine.ReadingHeldBack;
                break;
            case 7:
                Put("close sent", () => _machine.OnCloseSent(n, _now));
                break;
            case 8:
                for (var i = 0; i < 20; i++)
                {
                    Frame("""{"op":1}""");
                }

                break;
            case 9:
                for (var i = 0; i < 5; i++)
                {
                    Frame("garbage");
                }

                break;
            case 10 when _random.Next(10) == 0:
                _now += TimeSpan.FromMinutes(_random.Next(30)); // The host sleeps.
                Put("deadline", () => _machine.OnDeadline(_now));
                break;
            case 11:
                Put("permit", () => _machine.OnIdentifyPermit(n, _now));
                _permitFor = n;
                break;
            case 12:
                DialFails();
                break;
            default:
                Frame("""{"op":10,"d":{"heartbeat_interval":41250}}""");
                break;
        }
    }

    private void WaitForDeadline()
    {
        if (_machine.NextDeadline is { } deadline)
        {
            _now = deadline > _now ? deadline : _now;
            Put("deadline", () => _machine.OnDeadline(_now));
        }
    }

    private void DialFails() => Put("dial failed", () => _machine.OnDialFailed(
        _machine.ConnectionNumber,
        new Ending(TransitionCause.DialFailed)
        {
            DialPhase = (DialPhase)_random.Next(6),
            HttpStatus = _random.Next(3) switch { 0 => 401, 1 => 503, _ => null },
            RetryAfter = _random.Next(3) == 0 ? TimeSpan.FromMinutes(_random.Next(60)) : null,
        },
        _now));

    private void End()
    {
        var n = Math.Max(1, _machine.ConnectionNumber - (_random.Next(8) == 0 ? 1 : 0));
        int[] codes = [1000, 1001, 1006, 3000, 4000, 4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009, 4014, 4999];
        TransitionCause[] causes =
        [
            TransitionCause.ConnectionLost, TransitionCause.SendFailed, TransitionCause.MessageTooLarge,
            TransitionCause.DecodeFailed, TransitionCause.ConsumerTooSlow,
        ];
        var cause = causes[_random.Next(causes.Length)];
        if (_random.Next(2) == 0)
        {
            int? code = _random.Next(8) == 0 ? null : codes[_random.Next(codes.Length)];
            Put($"closed {code}", () => _machine.OnClosed(n, code, "reason", _now));
        }
        else if (_machine.State == ShardStateKind.Closed
            || TransitionTable.Allows(_machine.State, cause, ShardStateKind.Connecting))
        {
            Put($"lost {cause}", () => _machine.OnLost(n, new Ending(cause), _now));
        }
    }

    private void Admit()
    {
        var burst = _random.Next(150);
        for (var i = 0; i < burst; i++)
        {
            var sendClass = _random.Next(4) == 0 ? SendClass.Presence : SendClass.Command;
            if (_machine.AdmitCommand(sendClass, _now, out _) == CommandVerdict.Send)
            {
                Current.Sent(_now);
            }
        }
    }

    private void Frame(string text)
    {
        var n = Math.Max(1, _machine.ConnectionNumber - (_random.Next(30) == 0 ? 1 : 0));
        Put(text, () => _machine.OnPayload(n, Encoding.UTF8.GetBytes(text), _now, out _));
    }

    private string AnyFrame() => _random.Next(16) switch
    {
        < 5 => Dispatch("MESSAGE_CREATE"),
        5 => Dispatch("RESUMED"),
        6 => """{"op":1,"d":null}""",
        7 => """{"op":7,"d":null}""",
        8 => $$"""{"op":9,"d":{{(_random.Next(2) == 0 ? "true" : "false")}}}""",
        9 => Hello(_random.Next(4) * 41250),
        10 => """{"op":11}""",
        11 => $$"""{"op":{{_random.Next(50)}}}""",
        12 => "garbage",
        13 => Dispatch("MESSAGE_CREATE")[..^1],
        14 => """{"t":"READY","s":1,"op":0,"d":{}}""",
        _ => """{"op":9}""",
    };

    private string Dispatch(string name)
    {
        var next = (_machine.CurrentSession?.Sequence ?? 0) + _random.Next(8) switch { 0 => -1, 1 => 0, 2 => 5, _ => 1 };
        var s = _random.Next(10) == 0 ? "null" : Math.Max(0, next).ToString(CultureInfo.InvariantCulture);
        return $$$"""{"t":"{{{name}}}","s":{{{s}}},"op":0,"d":{}}""";
    }

    private static string Hello(int interval) => $$$"""{"op":10,"d":{"heartbeat_interval":{{{interval}}}}}""";

    private void Put(string what, Action input)
    {
        Inputs.Add($"{_now} {_machine.State} #{_machine.ConnectionNumber} {what}");
        input();
    }

    private void Check()
    {
        while (_machine.TryTakeAction(out var action))
        {
            Require(!_stopped, "an action after Stopped");
            Inputs.Add($"    {action}");
            Perform(action!);
        }

        CheckSession();
        var isFree = _machine.State is ShardStateKind.Ready or ShardStateKind.Closed; // Awaiting a permit, there are beats.
        var awaitsConsumer = _machine.State == ShardStateKind.Connecting && _slow && !_connections.Values.Any(c => c.IsOpen);
        Require(isFree || awaitsConsumer || _machine.NextDeadline is not null, $"{_machine.State} without a deadline");
        Require(
            _machine.State != ShardStateKind.Closed || _stopped || _machine.NextDeadline is not null,
            "Closed, not stopped, and nothing will happen");
    }

    private void Perform(ShardAction action)
    {
        switch (action)
        {
            case DialAction dial:
                Require(dial.Connection == _connections.Count + 1, "the connection number rises by one with each dial");
                Require(!_connections.Values.Any(c => c.IsOpen), "a dial before the old transport was released");
                _connections[dial.Connection] = new Connection { Number = dial.Connection, Dialing = true };
                break;
            case HeartbeatAction beat:
                CheckBeat(Of(beat));
                break;
            case SendAction send:
                CheckSend(send);
                break;
            case CloseTransportAction close:
                Require(Of(close).Live, "a close frame on what is not open");
                Require(
                    close.Code == 4000 || (close.Code == 1000 && _machine.State == ShardStateKind.Closed),
                    $"close code {close.Code} in {_machine.State}");
                Of(close).Live = false;
                Of(close).Closing = true;
                break;
            case AbortTransportAction abort:
                Require(Of(abort).IsOpen, "an abort of what is not open");
                Of(abort).Release();
                break;
            case AcquireIdentifyPermitAction or AcquireTokenAction:
                Require(Of(action).Live, "a question for a connection that is not open");
                break;
            case TransitionedAction { Transition: var t }:
                _reached.Add(new TransitionRow(t.From, t.Cause, t.To));
                _slow = t.Cause == TransitionCause.ConsumerTooSlow;
                if (t.Cause == TransitionCause.HelloReceived)
                {
                    Of(action).SaidHello = true;
                }

                if (t.Cause == TransitionCause.DialFailed)
                {
                    Of(action).Release();
                }

                break;
            case StoppedAction:
                Require(_machine.State == ShardStateKind.Closed, "stopped, but not closed");
                Require(!_connections.Values.Any(c => c.IsOpen), "stopped with an open transport");
                _stopped = true;
                break;
        }
    }

    private void CheckSend(SendAction send)
    {
        var connection = Of(send);
        Require(connection.Live, "a send on an old connection");
        Require(connection.SaidHello, "a send before Hello");
        Require(send.Purpose != SendPurpose.Identify || _permitFor == send.Connection, "an Identify without a permit");
        Require(!connection.Handshaken, "a second Identify or Resume on a connection");
        connection.Handshaken = true;
        connection.Sent(_now);
    }

    private void CheckBeat(Connection connection)
    {
        Require(connection.Live, "a heartbeat on an old connection");
        Require(connection.SaidHello, "a heartbeat before Hello");
        connection.Sent(_now);
    }

    private void CheckSession()
    {
        var session = _machine.CurrentSession;
        if (session is not null && _session?.Id == session.Id)
        {
            Require(session.Sequence >= _session.Sequence, "the sequence went back");
        }

        _session = session;
    }

    private Connection Of(ShardAction action) => _connections[action.Connection];

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvariantException(what);
        }
    }

    internal sealed class InvariantException(string message) : Exception(message);

    private sealed class Connection
    {
        private readonly Queue<TimeSpan> _sends = new();

        public int Number { get; init; }

        public bool Dialing { get; set; }

        public bool Live { get; set; }

        public bool Closing { get; set; }

        public bool SaidHello { get; set; }

        public bool Handshaken { get; set; }

        public bool IsOpen => Dialing || Live || Closing;

        public void Opened() => (Live, Dialing) = (Dialing || Live, false);

        public void Release() => (Dialing, Live, Closing) = (false, false, false);

        public void Sent(TimeSpan now)
        {
            _sends.Enqueue(now);
            while (_sends.Peek() + TimeSpan.FromSeconds(60) < now)
            {
                _sends.Dequeue();
            }

            Require(_sends.Count <= 120, "more than 120 sends in 60 s");
        }
    }

    /// <summary>Gives up now and then, and answers with any delay otherwise.</summary>
    private sealed class MoodyPolicy(Random random) : IReconnectPolicy
    {
        private readonly int _patience = random.Next(2, 12);

        public TimeSpan? GetDialDelay(in ReconnectContext context) => Any();

        public TimeSpan? GetIdentifyDelay(in ReconnectContext context) => Any();

        private TimeSpan? Any() => random.Next(_patience) == 0 ? null : TimeSpan.FromSeconds(random.Next(-5, 60));
    }
}
