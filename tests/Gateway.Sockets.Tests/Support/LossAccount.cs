using System.Text.Json;
using Gateway.Core;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;

namespace Gateway.Sockets.Tests.Support;

/// <summary>What the handler was given, to be held against what the simulator says it sent.</summary>
internal sealed class LossAccount
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<long>> _got = [];
    private readonly List<string> _names = [];
    private string _session = "";
    private long _last;

    public int Duplicates { get; private set; }

    public int OutOfOrder { get; private set; }

    /// <summary>The names of the events, in the order they came.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _names];
            }
        }
    }

    public int CountOf(string name) => Names.Count(n => n == name);

    public void Note(Dispatch dispatch)
    {
        lock (_gate)
        {
            _names.Add(dispatch.Name);
            if (dispatch.Name == "READY")
            {
                using var document = JsonDocument.Parse(dispatch.Data);
                _session = document.RootElement.GetProperty("session_id").GetString()!;
                _last = 0;
            }

            var sequence = dispatch.Sequence ?? 0;
            OutOfOrder += sequence < _last ? 1 : 0;
            _last = sequence;
            if (!_got.TryGetValue(_session, out var got))
            {
                _got[_session] = got = [];
            }

            Duplicates += got.Add(sequence) ? 0 : 1;
        }
    }

    /// <summary>What was sent to the newest session of each shard and did not come.</summary>
    public int LostOf(GatewayServer server, Func<SessionAccount, bool>? which = null)
    {
        var newest = server.Account.Sessions.Where(which ?? (static _ => true)).GroupBy(s => s.Shard).Select(s => s.Last());
        lock (_gate)
        {
            return newest.Sum(Missing);
        }
    }

    private int Missing(SessionAccount session) => session.Dispatches.Count(
        d => !_got.TryGetValue(session.Id, out var got) || !got.Contains(d.Sequence));
}
