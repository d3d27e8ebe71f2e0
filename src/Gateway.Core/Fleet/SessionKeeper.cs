using Gateway.Core.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Fleet;

/// <summary>
/// Takes the sessions of a fleet from their store at the start and puts them back at the end; in cursor mode in between too, all
/// in one go.
/// </summary>
internal sealed class SessionKeeper : IDisposable
{
    /// <summary>A quiet shard's session has to look as young as it is.</summary>
    private static readonly TimeSpan SaveAtLeastEvery = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly ISessionStore _store;
    private readonly FleetContext _context;
    private readonly SessionOptions _options;
    private readonly ITimer _timer;
    private Func<ShardSet?> _set = static () => null;
    private long _lastSum;
    private long _lastSavedAt;
    private bool _saving;
    private bool _ended;
    private bool _failing;

    public SessionKeeper(ISessionStore store, FleetContext context)
    {
        _store = store;
        _context = context;
        _options = context.Options.Sessions;
        _timer = context.TimeProvider.CreateTimer(
            static s => ((SessionKeeper)s!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The sessions that can be gone on with, by shard.</summary>
    /// <exception cref="IOException">It is not known whether there are any.</exception>
    public async ValueTask<IReadOnlyDictionary<int, ShardSession>> LoadAsync(int shardCount)
    {
        var usable = new Dictionary<int, ShardSession>();
        if (await _store.LoadAsync(CancellationToken.None).ConfigureAwait(false) is not { } saved)
        {
            return usable;
        }

        if (saved.TokenFingerprint != _context.Fingerprint || saved.ShardCount != shardCount)
        {
            _context.Logger.SessionsOfAnother(saved.Sessions.Count, saved.ShardCount, shardCount);
            return usable;
        }

        var maxAge = _options.MaxAge ?? _context.Template.Recovery.SessionLifetime;
        var oldest = _context.TimeProvider.GetUtcNow() - maxAge;
        foreach (var session in saved.Sessions.Where(s => s.LastReceivedAt >= oldest))
        {
            usable[session.ShardIndex] = session;
        }

        _context.Logger.SessionsLoaded(usable.Count, saved.Sessions.Count - usable.Count);
        if (_options.CursorInterval is null && saved.Sessions.Count > 0)
        {
            await SaveAsync(shardCount, []).ConfigureAwait(false); // Used: after a crash they would bring again what was handled.
        }

        return usable;
    }

    /// <summary>The shards run from now on.</summary>
    /// <param name="set">Asked at each save.</param>
    public void Begin(Func<ShardSet?> set)
    {
        lock (_gate)
        {
            _set = set;
        }

        if (_options.CursorInterval is { } interval)
        {
            _timer.Change(interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The shards run no more: what they have left is saved.</summary>
    public async ValueTask EndAsync()
    {
        ShardSet? set;
        lock (_gate)
        {
            _ended = true;
            set = _set();
        }

        _timer.Dispose();
        if (set is not null)
        {
            // One that a tick has begun may still be on its way with older sequences; the store is called by one at a time.
            while (IsSaving)
            {
                await Driver.Pause.ForAsync(
                    TimeSpan.FromMilliseconds(10), _context.TimeProvider, _context.Scheduler, CancellationToken.None).ConfigureAwait(false);
            }

            await SaveAsync(set.Count, SessionsOf(set)).ConfigureAwait(false);
        }
    }

    public void Dispose() => _timer.Dispose();

    private bool IsSaving
    {
        get
        {
            lock (_gate)
            {
                return _saving;
            }
        }
    }

    private static List<ShardSession> SessionsOf(ShardSet set) => [.. set.Members.Select(m => m.Session).OfType<ShardSession>()];

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_ended || _saving)
            {
                return;
            }

            _saving = true;
        }

        _ = TickAsync();
    }

    private async Task TickAsync()
    {
        try
        {
            var set = _set()!;
            var sessions = SessionsOf(set);
            var sum = sessions.Sum(s => s.Sequence + StringComparer.Ordinal.GetHashCode(s.SessionId));
            if (sum != _lastSum || _context.TimeProvider.GetElapsedTime(_lastSavedAt) >= SaveAtLeastEvery)
            {
                _lastSum = sum;
                await SaveAsync(set.Count, sessions).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
            {
                _saving = false;
                if (!_ended)
                {
                    _timer.Change(_options.CursorInterval!.Value, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    private async ValueTask SaveAsync(int shardCount, IReadOnlyList<ShardSession> sessions)
    {
        try
        {
            await _store.SaveAsync(
                new SavedSessions { TokenFingerprint = _context.Fingerprint, ShardCount = shardCount, Sessions = sessions },
                CancellationToken.None).ConfigureAwait(false);
            _lastSavedAt = _context.TimeProvider.GetTimestamp();
            FleetMetrics.SessionSaves.Add(1, new KeyValuePair<string, object?>("outcome", "saved"));
            _failing = false;
        }
#pragma warning disable CA1031 // The store is the user's: the fleet is worth more than its memory.
        catch (Exception e)
#pragma warning restore CA1031
        {
            FleetMetrics.SessionSaves.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
            if (!_failing)
            {
                _failing = true; // Once an episode.
                _context.Logger.SessionsNotSaved(e);
            }
        }
    }
}
