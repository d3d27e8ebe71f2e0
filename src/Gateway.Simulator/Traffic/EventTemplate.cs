using System.Buffers.Text;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Traffic;

/// <summary>
/// An event that is made by copying bytes and writing ids over those of a stand-in guild. All ids have as many digits as
/// those they replace, so nothing moves.
/// </summary>
internal sealed class EventTemplate
{
    /// <summary>A guild like others, but with an id that none has: 18 digits, and its users' too.</summary>
    public static readonly Guild StandIn = new(StandInNumber, GuildMark, 20);

    /// <summary>19 digits, as the ids that replace it.</summary>
    public const ulong MessageMark = 1433333333333333333;

    private const ulong GuildMark = 199999UL << 42;
    private const int StandInNumber = 199999;
    private const ulong FirstMessageId = 1400000000000000000;

    private readonly DispatchEnvelope _envelope;
    private readonly (int At, ulong Offset)[] _guildIds;
    private readonly (int At, ulong Offset)[] _userIds;
    private readonly int[] _messageIds;

    public EventTemplate(string eventName, byte[] body)
    {
        _envelope = new DispatchEnvelope(eventName, body);
        EventIndex = Accounting.EventNames.IndexOf(eventName);
        var numbers = DigitRuns(_envelope.Tail).ToArray();
        _guildIds = [.. numbers.Where(n => n.Value - GuildMark < Guild.Span).Select(n => (n.At, n.Value - GuildMark))];
        _userIds = [.. numbers.Where(n => n.Value - StandIn.FirstUserId < Guild.UsersPerGuild).Select(n => (n.At, n.Value - StandIn.FirstUserId))];
        _messageIds = [.. numbers.Where(n => n.Value == MessageMark).Select(n => n.At)];
    }

    public int EventIndex { get; }

    /// <param name="sequence">The value of <c>s</c>.</param>
    /// <param name="serial">Also makes the message's id one of its own: 19 digits, and so it stays for the next 5 × 10^17.</param>
    /// <param name="carried">The serial as the body tells it; null when it does not.</param>
    /// <param name="guild">Where it happens.</param>
    public byte[] Build(int? sequence, long serial, long? carried, Guild guild)
    {
        var bytes = _envelope.Build(sequence, carried, out var tailAt);
        var tail = bytes.AsSpan(tailAt);
        Patch(tail, _guildIds, guild.Id);
        Patch(tail, _userIds, guild.FirstUserId);
        foreach (var at in _messageIds)
        {
            Utf8Formatter.TryFormat(FirstMessageId + (ulong)serial, tail[at..], out _);
        }

        return bytes;
    }

    private static void Patch(Span<byte> tail, (int At, ulong Offset)[] places, ulong first)
    {
        foreach (var (at, offset) in places)
        {
            Utf8Formatter.TryFormat(first + offset, tail[at..], out _);
        }
    }

    /// <summary>Every number of 18 or 19 digits in the text.</summary>
    private static IEnumerable<(int At, ulong Value)> DigitRuns(ReadOnlyMemory<byte> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var run = text.Span[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (run is 18 or 19 && Utf8Parser.TryParse(text.Span.Slice(at, run), out ulong value, out _))
            {
                yield return (at, value);
            }

            at += Math.Max(run, 0);
        }
    }
}
