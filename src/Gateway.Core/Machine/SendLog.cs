using Gateway.Core.Protocol;

namespace Gateway.Core.Machine;

/// <summary>
/// Counts everything sent on one connection, so that no 60 seconds ever see more than 120 payloads (close 4008).
/// </summary>
/// <remarks>
/// <para>The window is 61 s: a second of margin, because the server's clock sees our sends squeezed by the network.</para>
/// <para>Of the 120, <c>ceil(61 s / interval) + 5</c> are kept: the scheduled beats of a window, and 5 for Identify or
/// Resume and answers to op 1. Until the handshake is noted, its place is kept free of everything else, so that it never
/// waits. With intervals under about 0.55 s the beats alone would break the limit; then
/// <see cref="MinCommands"/> are left to commands and the beats wait for the log.</para>
/// <para>Presence updates have 5 in 20 s (21 s with margin) of their own: Discord drops the excess without a word.</para>
/// </remarks>
internal sealed class SendLog
{
    public const int Limit = 120;
    public const int MinCommands = 10;
    private const int ReserveBesideBeats = 5;
    private const int FirstSize = 8;
    private const int PresenceLimit = 5;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan PresenceWindow = TimeSpan.FromSeconds(21);

    // A shard that sends nothing but heartbeats needs two or three places.
    private (TimeSpan At, SendClass Class)[] _ring = new (TimeSpan, SendClass)[FirstSize];
    private int _start;
    private int _count;
    private int _keptForHandshake = 1;

    public SendLog(TimeSpan heartbeatInterval)
    {
        var beats = Math.Ceiling(Window / heartbeatInterval);
        Commands = (int)Math.Max(MinCommands, Limit - ReserveBesideBeats - beats);
    }

    /// <summary>How many user commands a window holds.</summary>
    public int Commands { get; }

    /// <summary>Whether a payload may be sent now. If not, <paramref name="freeAt"/> says when to ask again.</summary>
    public bool MaySend(SendClass sendClass, TimeSpan now, out TimeSpan freeAt)
    {
        Forget(now);
        var limit = Limit - _keptForHandshake;
        freeAt = _count < limit ? now : _ring[IndexOf(_count - limit)].At + Window;
        switch (sendClass)
        {
            case SendClass.Reserve:
                Narrow(
                    ReserveBesideBeats - _keptForHandshake, static c => c == SendClass.Reserve, Window, now, ref freeAt);
                break;
            case SendClass.Command:
                Narrow(Commands, IsCommand, Window, now, ref freeAt);
                break;
            case SendClass.Presence:
                Narrow(Commands, IsCommand, Window, now, ref freeAt);
                Narrow(PresenceLimit, static c => c == SendClass.Presence, PresenceWindow, now, ref freeAt);
                break;
        }

        return freeAt <= now;
    }

    /// <summary>Notes the Identify or the Resume. Its place was kept: it never waits.</summary>
    public void NoteHandshake(TimeSpan now)
    {
        _keptForHandshake = 0;
        Note(SendClass.Reserve, now);
    }

    /// <summary>Notes a payload that is being sent. The caller has asked <see cref="MaySend"/> before.</summary>
    public void Note(SendClass sendClass, TimeSpan now)
    {
        Forget(now);
        if (_count == Limit)
        {
            throw new InvalidOperationException($"The send log holds {Limit} payloads already; ask {nameof(MaySend)} first.");
        }

        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[IndexOf(_count)] = (now, sendClass);
        _count++;
    }

    // Where the send stands that has so many before it.
    private int IndexOf(int place) => (_start + place) % _ring.Length;

    private void Grow()
    {
        var larger = new (TimeSpan, SendClass)[Math.Min(Limit, 2 * _ring.Length)];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = _ring[IndexOf(i)];
        }

        _ring = larger;
        _start = 0;
    }

    private static bool IsCommand(SendClass c) => c is SendClass.Command or SendClass.Presence;

    // Puts freeAt off until fewer than `limit` of those that count are in the window.
    private void Narrow(int limit, Func<SendClass, bool> counts, TimeSpan window, TimeSpan now, ref TimeSpan freeAt)
    {
        var seen = 0;
        for (var i = _count - 1; i >= 0; i--)
        {
            var (at, sendClass) = _ring[IndexOf(i)];
            if (at + window <= now)
            {
                break;
            }

            if (counts(sendClass) && ++seen == limit)
            {
                // The oldest of the last `limit` ones: when it leaves the window there is room.
                freeAt = at + window > freeAt ? at + window : freeAt;
                return;
            }
        }
    }

    private void Forget(TimeSpan now)
    {
        while (_count > 0 && _ring[_start].At + Window <= now)
        {
            _start = IndexOf(1);
            _count--;
        }
    }
}
