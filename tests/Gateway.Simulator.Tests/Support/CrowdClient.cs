using System.Text;
using System.Text.Json;
using Gateway.Simulator.InMemory;

namespace Gateway.Simulator.Tests.Support;

/// <summary>One of thousands: identifies when its turn comes, beats, resumes at once, and keeps count instead of what came.</summary>
internal sealed class CrowdClient : IInMemoryClient
{
    private readonly Crowd _crowd;
    private readonly int _shard;
    private readonly ITimer _beat;
    private InMemoryClientConnection? _connection;
    private string? _session;

    public CrowdClient(Crowd crowd, int shard, TimeSpan startAt)
    {
        _crowd = crowd;
        _shard = shard;
        _beat = crowd.World.Time.CreateTimer(_ => OnTimer(), null, startAt, Timeout.InfiniteTimeSpan);
    }

    public int Sequence { get; private set; }

    public int Messages { get; private set; }

    public int Resumed { get; private set; }

    public int Identified { get; private set; }

    public long LastSerial { get; private set; }

    public bool IsReady { get; private set; }

    public void OnOpened()
    {
    }

    public void OnRefused(int? httpStatus, TimeSpan? retryAfter) => Dial();

    public void OnClosed(int? code, string? reason)
    {
        IsReady = false;
        _crowd.Note(_shard, "closed", code ?? 0);
        Dial();
    }

    public void OnMessage(ReadOnlyMemory<byte> payload, bool text)
    {
        using var document = JsonDocument.Parse(payload);
        var root = document.RootElement;
        switch (root.GetProperty("op").GetInt32())
        {
            case 0:
                OnDispatch(root);
                break;
            case 9:
                _crowd.Note(_shard, "op 9", 0);
                break;
            case 10:
                _beat.Change(root.GetProperty("d").GetProperty("heartbeat_interval").GetInt32() * _crowd.Jitter(), Timeout.InfiniteTimeSpan);
                Send(_session is null
                    ? Wording.Identify(_shard, _crowd.Count, Wording.AllIntents)
                    : Wording.Resume(_session, Sequence));
                break;
            default:
                break;
        }
    }

    private void OnDispatch(JsonElement root)
    {
        var name = root.GetProperty("t").GetString()!;
        var sequence = root.GetProperty("s").GetInt32();
        Assert.That(sequence, Is.EqualTo(Sequence + 1), $"shard {_shard}, {name}");
        Sequence = sequence;
        LastSerial = root.GetProperty("d").GetProperty("sim_serial").GetInt64();
        _crowd.Note(_shard, name, LastSerial);
        switch (name)
        {
            case "READY":
                _session = root.GetProperty("d").GetProperty("session_id").GetString();
                Identified++;
                IsReady = true;
                break;
            case "RESUMED":
                Resumed++;
                IsReady = true;
                break;
            case "MESSAGE_CREATE":
                Messages++;
                break;
            default:
                break;
        }
    }

    private void OnTimer()
    {
        if (_connection is null)
        {
            Dial();
            return;
        }

        Send(Wording.Heartbeat(_session is null ? null : Sequence));
        _beat.Change(_crowd.World.Server.Options.HeartbeatInterval, Timeout.InfiniteTimeSpan);
    }

    private void Dial()
    {
        var server = _crowd.World.Server;
        var url = _session is null ? server.GatewayUrl : server.ResumeUrl;
        _connection = _crowd.World.Gateway.Connect(new Uri(url, "/?v=10&encoding=json"), this);
    }

    private void Send(string text) => _connection!.Send(Encoding.UTF8.GetBytes(text));
}
