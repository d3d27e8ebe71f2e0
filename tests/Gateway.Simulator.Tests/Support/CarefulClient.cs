using System.Text;
using Gateway.Simulator.InMemory;

namespace Gateway.Simulator.Tests.Support;

/// <summary>
/// A small client that keeps its shard alive the way the protocol asks: heartbeats, zombie check, resume, identify.
/// It proves that the simulator can be survived, and that its account can tell lost from ended.
/// </summary>
internal sealed class CarefulClient : IInMemoryClient
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly SimulatedWorld _world;
    private readonly int _shard;
    private readonly int _count;
    private readonly ITimer _timer;
    private InMemoryClientConnection? _connection;
    private string? _session;
    private int _sequence;
    private TimeSpan? _interval;
    private TimeSpan _lastBeat;
    private bool _acked;
    private TimeSpan? _redialAt;
    private TimeSpan? _identifyAt;

    public CarefulClient(SimulatedWorld world, int shard, int count)
    {
        _world = world;
        _shard = shard;
        _count = count;
        _timer = world.Time.CreateTimer(_ => OnTick(), null, Tick, Timeout.InfiniteTimeSpan);
        _redialAt = TimeSpan.Zero;
    }

    /// <summary>Serials in the order of arrival, by session.</summary>
    public Dictionary<string, List<long>> Received { get; } = [];

    public List<string> Log { get; } = [];

    public int Duplicates { get; private set; }

    public void OnOpened()
    {
    }

    public void OnRefused(int? httpStatus, TimeSpan? retryAfter) => Redial(TimeSpan.FromSeconds(1));

    public void OnClosed(int? code, string? reason)
    {
        Log.Add($"closed {code}");
        if (code is 4001 or 4003 or 4005 or 4007 or 4009)
        {
            _session = null;
        }

        Redial(TimeSpan.Zero);
    }

    public void OnMessage(ReadOnlyMemory<byte> bytes, bool text)
    {
        Payload payload;
        try
        {
            payload = Payload.Parse(bytes);
        }
        catch (System.Text.Json.JsonException)
        {
            return;
        }

        switch (payload.Op)
        {
            case 0:
                OnDispatch(payload);
                break;
            case 1:
                Beat();
                break;
            case 7:
                Leave();
                break;
            case 9:
                _session = payload.D.ValueKind == System.Text.Json.JsonValueKind.True ? _session : null;
                Leave(TimeSpan.FromSeconds(1));
                break;
            case 10:
                _interval = TimeSpan.FromMilliseconds(payload.D.GetProperty("heartbeat_interval").GetInt32());
                _lastBeat = _world.Server.Now - (_interval.Value * 0.5);
                _acked = true;
                Begin();
                break;
            case 11:
                _acked = true;
                break;
            default:
                break;
        }
    }

    private void Begin()
    {
        if (_session is not null)
        {
            Send(Wording.Resume(_session, _sequence));
            return;
        }

        // One bucket for all: the next may go 5 s after the last, whoever that was.
        _identifyAt = _world.NextIdentifyAt > _world.Server.Now ? _world.NextIdentifyAt : _world.Server.Now;
        _world.NextIdentifyAt = _identifyAt.Value + TimeSpan.FromSeconds(5.1);
    }

    private void OnDispatch(Payload payload)
    {
        if (payload.T == "READY")
        {
            _session = payload.D.GetProperty("session_id").GetString()!;
            _sequence = 0;
            Received[_session] = [];
        }

        Log.Add($"{payload.T} {payload.S} {payload.Serial}");
        if (payload.S <= _sequence)
        {
            Duplicates++;
            return;
        }

        _sequence = payload.S ?? _sequence;
        Received[_session!].Add(payload.Serial);
    }

    private void OnTick()
    {
        _timer.Change(Tick, Timeout.InfiniteTimeSpan);
        var now = _world.Server.Now;
        if (_redialAt <= now)
        {
            _redialAt = null;
            var url = _session is null ? _world.Server.GatewayUrl : _world.Server.ResumeUrl;
            _connection = _world.Gateway.Connect(new Uri(url, "/?v=10&encoding=json"), this);
        }
        else if (_identifyAt <= now)
        {
            _identifyAt = null;
            Send(Wording.Identify(_shard, _count, Wording.AllIntents));
        }

        if (_interval is { } interval && now - _lastBeat >= interval)
        {
            if (_acked)
            {
                Beat();
                _lastBeat = now;
                _acked = false;
            }
            else
            {
                Log.Add("zombie");
                Leave();
            }
        }
    }

    private void Leave(TimeSpan wait = default)
    {
        _connection!.Abort();
        Redial(wait);
    }

    private void Redial(TimeSpan wait)
    {
        _interval = null;
        _identifyAt = null;
        _redialAt = _world.Server.Now + wait;
    }

    private void Beat() => Send(Wording.Heartbeat(_session is null ? null : _sequence));

    private void Send(string text) => _connection!.Send(Encoding.UTF8.GetBytes(text));
}
