using System.Diagnostics;
using System.Text;
using Gateway.Simulator;
using StressBot.Account;

namespace StressBot.Simulation;

/// <summary>
/// Events that carry a number of their own. An event has a serial for each session that it goes to, so only such a number
/// tells that sessions of two shard counts were sent the same one.
/// </summary>
internal sealed class NumberedTraffic : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly Lock _gate = new();
    private readonly GatewayServer _server;
    private readonly ulong[] _guilds;
    private readonly double _perSecond;
    private readonly Random _random;
    private readonly SequenceRanges _sent = new();
    private readonly Timer _timer;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _number;
    private bool _stopped;

    public NumberedTraffic(GatewayServer server, int shards, double perSecond, int seed)
    {
        _server = server;
        _perSecond = perSecond;
        _random = new Random(seed);
        _guilds = [.. Enumerable.Range(0, shards).SelectMany(i => server.GuildsOf(new ShardKey(i, shards)))];
        _timer = new Timer(_ => Send(), null, Tick, Tick);
    }

    /// <summary>First and last of each run of numbers that went to at least one session.</summary>
    public IReadOnlyList<long[]> Sent
    {
        get
        {
            lock (_gate)
            {
                return [.. _sent.All.Select(r => new[] { r.First, r.Last })];
            }
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _stopped = true;
        }
    }

    public void Dispose()
    {
        Stop();
        _timer.Dispose();
    }

    private void Send()
    {
        lock (_gate)
        {
            var due = (long)(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds * _perSecond);
            while (!_stopped && _number < due)
            {
                var number = ++_number;
                var guild = _guilds[_random.Next(_guilds.Length)];
                var body = Encoding.UTF8.GetBytes($$"""{"author":{"id":"1"},"guild_id":"{{guild}}","number":{{number}}}""");
                if (_server.DispatchEvent("MESSAGE_CREATE", DispatchTo.Guild(guild), body).Count > 0)
                {
                    _sent.Add(number);
                }
            }
        }
    }
}
