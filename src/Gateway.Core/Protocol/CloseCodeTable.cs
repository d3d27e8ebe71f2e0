using System.Collections.Frozen;

namespace Gateway.Core.Protocol;

/// <summary>What a close code received from the gateway means for the session.</summary>
public enum CloseDisposition
{
    /// <summary>The session lives: connect again and resume.</summary>
    Resume,

    /// <summary>
    /// Undocumented codes that were seen both ways: resume once; if that connection is closed the same way before
    /// RESUMED, identify.
    /// </summary>
    ResumeOnce,

    /// <summary>The session is gone: connect again and identify.</summary>
    Reidentify,

    /// <summary>Trying again cannot help: the shard ends with an error.</summary>
    Fatal,
}

/// <summary>One row of the close-code table.</summary>
/// <param name="Code">The WebSocket close code.</param>
/// <param name="Name">The name in Discord's documentation, or what the code is known as.</param>
/// <param name="Disposition">What follows when the gateway closes with it.</param>
/// <param name="Meaning">When it is seen.</param>
public sealed record CloseCodeRow(int Code, string Name, CloseDisposition Disposition, string Meaning);

/// <summary>
/// What follows after each close code. Data, not code: <see cref="With"/> makes a table that answers otherwise for
/// one code. Immutable and safe for concurrent use.
/// </summary>
public sealed class CloseCodeTable
{
    private readonly FrozenDictionary<int, CloseCodeRow> _rows;

    private CloseCodeTable(IEnumerable<CloseCodeRow> rows) => _rows = rows.ToFrozenDictionary(r => r.Code);

    /// <summary>The default table.</summary>
    /// <remarks>
    /// Discord says of each code whether to reconnect, not whether the session survives; systematic tests by others
    /// say that 4001, 4003, 4005, 4007 and 4009 do not.
    /// </remarks>
    public static CloseCodeTable Default { get; } = new(
    [
        new(1000, "Normal closure", CloseDisposition.ResumeOnce, "Seen after missed heartbeats and for reasons unknown."),
        new(1001, "Going away", CloseDisposition.ResumeOnce, "A node or a proxy restarts; also follows an ignored op 7."),
        new(4000, "Unknown error", CloseDisposition.Resume, "A fault of the server."),
        new(4001, "Unknown opcode", CloseDisposition.Reidentify, "An opcode, or a body, that is not valid: a fault of ours."),
        new(4002, "Decode error", CloseDisposition.Resume, "A payload that cannot be decoded or is over 4096 bytes: a fault of ours."),
        new(4003, "Not authenticated", CloseDisposition.Reidentify, "A command without a session, or a live session was revoked."),
        new(4004, "Authentication failed", CloseDisposition.Fatal, "The token is wrong."),
        new(4005, "Already authenticated", CloseDisposition.Reidentify, "A second Identify on a connection: a fault of ours."),
        new(4007, "Invalid seq", CloseDisposition.Reidentify, "The sequence of a Resume is impossible."),
        new(4008, "Rate limited", CloseDisposition.Resume, "More than 120 payloads in 60 s. Resumed after a pause."),
        new(4009, "Session timed out", CloseDisposition.Reidentify, "The session has lapsed."),
        new(4010, "Invalid shard", CloseDisposition.Fatal, "Shard index or count is not acceptable."),
        new(4011, "Sharding required", CloseDisposition.Fatal, "More than 2500 guilds for one session."),
        new(4012, "Invalid API version", CloseDisposition.Fatal, "The version in the URL is unknown."),
        new(4013, "Invalid intent(s)", CloseDisposition.Fatal, "The intents contain an unknown bit."),
        new(4014, "Disallowed intent(s)", CloseDisposition.Fatal, "A privileged intent is not enabled for this bot."),
    ]);

    /// <summary>All rows, by code.</summary>
    public IEnumerable<CloseCodeRow> Rows => _rows.Values.OrderBy(r => r.Code);

    /// <summary>
    /// Whether a session survives when <em>we</em> close with this code: 1000 and 1001 end it, any other keeps it.
    /// </summary>
    public static bool KeepsSessionWhenSent(int code) => code is not (1000 or 1001);

    /// <summary>
    /// What follows a code. No code at all, and codes that nobody has documented, are resumed: if that cannot work,
    /// the server answers with op 9.
    /// </summary>
    public CloseDisposition this[int? code] =>
        code is { } c && _rows.TryGetValue(c, out var row) ? row.Disposition : CloseDisposition.Resume;

    /// <summary>The name of a code, for messages.</summary>
    public string NameOf(int? code) => code is { } c && _rows.TryGetValue(c, out var row) ? row.Name : "unknown";

    /// <summary>A copy of the table in which <paramref name="code"/> leads to <paramref name="disposition"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The code is not 1000 to 4999, or the disposition is not defined.</exception>
    public CloseCodeTable With(int code, CloseDisposition disposition)
    {
        if (code is < 1000 or > 4999)
        {
            throw new ArgumentOutOfRangeException(nameof(code), code, "A close code is 1000 to 4999.");
        }

        if (!Enum.IsDefined(disposition))
        {
            throw new ArgumentOutOfRangeException(
                nameof(disposition), disposition, "Allowed: Resume, ResumeOnce, Reidentify, Fatal.");
        }

        var row = _rows.TryGetValue(code, out var known)
            ? known with { Disposition = disposition }
            : new CloseCodeRow(code, "unknown", disposition, "Set by the user.");
        return new CloseCodeTable(_rows.Values.Where(r => r.Code != code).Append(row));
    }
}
