using System.Text.Json;
using Gateway.Core;
using Gateway.Simulator;

namespace Gateway.Fleet.Tests.Support;

/// <summary>What the handler of a fleet was given, session by session; over restarts too. Safe for concurrent use.</summary>
internal sealed class FleetAccount
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<long>> _got = [];
    private readonly Dictionary<ShardId, (string Session, long Last)> _current = [];

    public int Handled { get; private set; }

    /// <summary>Events that came twice in a session.</summary>
    public int Duplicates { get; private set; }

    public int OutOfOrder { get; private set; }

    public HashSet<int> Shards { get; } = [];

    /// <summary>The process has been killed: nothing that its handlers still do counts.</summary>
    public bool IsDead { get; set; }

    public void Note(Dispatch dispatch)
    {
        lock (_gate)
        {
            if (IsDead)
            {
                return;
            }

            Handled++;
            Shards.Add(dispatch.Shard.Index);
            if (dispatch.Name == "READY")
            {
                using var document = JsonDocument.Parse(dispatch.Data);
                _current[dispatch.Shard] = (document.RootElement.GetProperty("session_id").GetString()!, 0);
            }

            var (session, last) = _current[dispatch.Shard];
            var sequence = dispatch.Sequence ?? 0;
            if (!_got.TryGetValue(session, out var got))
            {
                _got[session] = got = [];
            }

            if (!got.Add(sequence))
            {
                Duplicates++;
            }
            else if (sequence < last)
            {
                OutOfOrder++;
            }

            _current[dispatch.Shard] = (session, sequence);
        }
    }

    /// <summary>What was dispatched into sessions that still live and did not come.</summary>
    public int LostOf(GatewayServer server)
    {
        lock (_gate)
        {
            return server.Account.Sessions.Where(s => s.EndedAt is null).Sum(s => s.Dispatches.Count(
                d => !_got.TryGetValue(s.Id, out var got) || !got.Contains(d.Sequence)));
        }
    }
}
