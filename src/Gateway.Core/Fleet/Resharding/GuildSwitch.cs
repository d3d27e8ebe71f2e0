using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Fleet.Resharding;

/// <summary>
/// Decides, while two sets of shards run, which of the two delivers an event and whether with a mark. It knows nothing of shards but
/// what it is told, and has no timer: the times are its caller's.
/// </summary>
/// <remarks>
/// Safe for concurrent use. The rules and why they hold: <c>docs/fleets.md</c>. In short, for each guild: first the old shard; from the
/// moment at which all new shards are Ready and its own has brought it, the old one with marks; when the new one has provably received
/// everything from before that, both, marked; when the old one has provably received everything from before that, the new one, still
/// marked; and, when the new one has provably received everything from before the old one's end, without a mark.
/// </remarks>
internal sealed partial class GuildSwitch
{
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _arrived = [];
    private readonly Dictionary<ulong, GuildWindow> _windows = [];
    private readonly SwitchTimes _times;
    private readonly Func<TimeSpan> _now;
    private readonly bool _waitsForGuilds;
    private readonly int _oldCount;
    private readonly int _newCount;
    private readonly TimeSpan?[] _bothSince; // By old shard, for everything that has no window of its own.
    private readonly TimeSpan?[] _oldEndedAt;
    private readonly TimeSpan[] _oldCaughtUp; // Until when what was sent has certainly come.
    private readonly TimeSpan[] _newCaughtUp;
    private readonly string?[] _newSessions; // Those whose READY has come; null: not known.
    private readonly bool[] _asksOld;
    private readonly bool[] _asksNew;
    private volatile bool _hasBegun;
    private TimeSpan _beganAt;

    /// <param name="oldCount">The old shard count.</param>
    /// <param name="newCount">The new shard count.</param>
    /// <param name="times">How long things take.</param>
    /// <param name="waitsForGuilds">Whether the intents bring GUILD_CREATE.</param>
    /// <param name="now">The clock.</param>
    public GuildSwitch(int oldCount, int newCount, SwitchTimes times, bool waitsForGuilds, Func<TimeSpan> now)
    {
        (_oldCount, _newCount, _times, _waitsForGuilds, _now) = (oldCount, newCount, times, waitsForGuilds, now);
        _bothSince = new TimeSpan?[oldCount];
        _oldEndedAt = new TimeSpan?[oldCount];
        _oldCaughtUp = new TimeSpan[oldCount];
        _newCaughtUp = new TimeSpan[newCount];
        _newSessions = new string?[newCount];
        _asksOld = new bool[oldCount];
        _asksNew = new bool[newCount];
        Array.Fill(_oldCaughtUp, TimeSpan.MinValue);
        Array.Fill(_newCaughtUp, TimeSpan.MinValue);
    }

    /// <summary>Whether commands for a guild go to its new shard.</summary>
    public bool IsNewOwner(ulong guildId)
    {
        lock (_gate)
        {
            return _hasBegun && !(_windows.TryGetValue(guildId, out var window) && window.State == WindowState.Awaited);
        }
    }

    /// <summary>All new shards are Ready: the guilds that are there go over, the others when they come.</summary>
    /// <param name="announced">The guilds of the new shards' READY.</param>
    public void Begin(IEnumerable<ulong> announced)
    {
        lock (_gate)
        {
            _beganAt = _now();
            foreach (var id in _waitsForGuilds ? announced.Where(id => !_arrived.Contains(id)) : [])
            {
                _windows[id] = new GuildWindow(OldShardOf(id), NewShardOf(id), WindowState.Awaited, _beganAt);
            }

            _arrived.Clear();
            _hasBegun = true;
        }
    }

    public Sifted SiftOld(in Dispatch dispatch)
    {
        if (!_hasBegun)
        {
            return Sifted.Deliver;
        }

        var home = HomeOf(dispatch, out var guild);
        lock (_gate)
        {
            switch (home)
            {
                case EventHome.Session:
                    return Sifted.Deliver; // Nobody else gets the answer.
                case EventHome.Connection:
                    return _oldEndedAt[dispatch.Shard.Index] is null ? Sifted.Deliver : Sifted.Drop;
                case EventHome.Guild when _windows.TryGetValue(guild.Id, out var window):
                    return window.State switch
                    {
                        WindowState.Awaited => Sifted.Deliver,
                        WindowState.Ended => Sifted.Drop,
                        _ => Sifted.Mark,
                    };
                default:
                    return _oldEndedAt[home == EventHome.Guild ? OldShardOf(guild.Id) : 0] is null ? Sifted.Mark : Sifted.Drop;
            }
        }
    }

    public Sifted SiftNew(in Dispatch dispatch)
    {
        var home = HomeOf(dispatch, out var guild);
        lock (_gate)
        {
            if (!_hasBegun)
            {
                NoteArrival(dispatch, home, guild);
                return Sifted.Drop;
            }

            switch (home)
            {
                case EventHome.Connection:
                    OnConnection(dispatch);
                    return Sifted.Deliver;
                case EventHome.Session:
                    return Sifted.Deliver;
                case EventHome.Guild when _windows.TryGetValue(guild.Id, out var window):
                    if (window.MarkedSince is null && IsArrival(dispatch.Event, guild))
                    {
                        window.Mark(_now());
                        return dispatch.Event!.Name == DispatchEventNames.GuildCreate ? Sifted.Mark : Sifted.Drop; // That it was left the old one tells.
                    }

                    return window.State < WindowState.Both ? Sifted.Drop : FromNew(window.OldEndedAt, dispatch.Shard.Index);
                default:
                    var oldShard = home == EventHome.Guild ? OldShardOf(guild.Id) : 0;
                    return _bothSince[oldShard] is null ? Sifted.Drop : FromNew(_oldEndedAt[oldShard], dispatch.Shard.Index);
            }
        }
    }

    // A guild that the bot has left will not come any more; its end is as good as its coming.
    private static bool IsArrival(DispatchEventInfo? info, in GuildMention guild) =>
        info?.Name is DispatchEventNames.GuildCreate or DispatchEventNames.GuildDelete && !guild.IsUnavailable;

    private static EventHome HomeOf(in Dispatch dispatch, out GuildMention guild)
    {
        guild = default;
        var home = GuildOfEvent.HomeOf(dispatch.Event);
        return home == EventHome.Guild && !GuildOfEvent.TryRead(dispatch.Event, DispatchBody.Of(dispatch), out guild) ? EventHome.Elsewhere : home;
    }

    private int OldShardOf(ulong guildId) => ShardId.FromGuild(guildId, _oldCount).Index;

    private int NewShardOf(ulong guildId) => ShardId.FromGuild(guildId, _newCount).Index;

    private Sifted FromNew(TimeSpan? oldEndedAt, int shard) =>
        oldEndedAt is { } at && _newCaughtUp[shard] >= at && _now() >= at + _times.Skew ? Sifted.Deliver : Sifted.Mark;

    private void NoteArrival(in Dispatch dispatch, EventHome home, in GuildMention guild)
    {
        var shard = dispatch.Shard.Index;
        if (dispatch.Event?.Name == DispatchEventNames.Ready)
        {
            // Another session: what the one before had brought is no longer there.
            _arrived.RemoveWhere(id => NewShardOf(id) == shard);
            ReadReady(dispatch);
        }
        else if (home == EventHome.Guild && IsArrival(dispatch.Event, guild))
        {
            _arrived.Add(guild.Id);
        }
    }

    // A new shard has begun another session: what happened in between it will never bring, so the old one has to, until the guild is there again.
    private void OnConnection(in Dispatch dispatch)
    {
        if (dispatch.Event?.Name != DispatchEventNames.Ready || ReadReady(dispatch) is not { } ready)
        {
            return;
        }

        var now = _now();
        for (var i = 0; i < _oldCount; i++)
        {
            _bothSince[i] = _bothSince[i] is not null && _oldEndedAt[i] is null ? now : _bothSince[i];
        }

        foreach (var id in _waitsForGuilds ? ready.GuildIds : [])
        {
            var hasWindow = _windows.TryGetValue(id, out var window);
            if (hasWindow ? window!.State is WindowState.Marked or WindowState.Both : _oldEndedAt[OldShardOf(id)] is null)
            {
                _windows[id] = new GuildWindow(OldShardOf(id), NewShardOf(id), WindowState.Marked, now);
            }
        }
    }

    private ReadyPayload? ReadReady(in Dispatch dispatch)
    {
        _ = ReadyPayload.TryRead(DispatchBody.Of(dispatch), null, out var ready);
        _newSessions[dispatch.Shard.Index] = ready?.SessionId;
        return ready;
    }
}
