using System.Buffers.Text;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Traffic;

/// <summary>An event that is made by copying bytes and writing numbers over the stand-ins.</summary>
internal sealed class EventTemplate
{
    private readonly DispatchEnvelope _envelope;
    private readonly int _guildAt;
    private readonly int _channelAt;
    private readonly int _messageAt;

    public EventTemplate(string eventName, long intent, byte[] body)
    {
        _envelope = new DispatchEnvelope(eventName, body);
        Intent = intent;
        EventIndex = Accounting.EventNames.IndexOf(eventName);
        _guildAt = Find(EventTemplates.GuildMark);
        _channelAt = Find(EventTemplates.ChannelMark);
        _messageAt = Find(EventTemplates.MessageMark);
    }

    /// <summary>The bit without which a session does not get it.</summary>
    public long Intent { get; }

    public int EventIndex { get; }

    public byte[] Build(int? sequence, long serial, Guild guild)
    {
        var bytes = _envelope.Build(sequence, serial, out var tailAt);
        var tail = bytes.AsSpan(tailAt);
        Patch(tail, _guildAt, guild.Id);
        Patch(tail, _channelAt, guild.TextChannelId);

        // Every message of the run has an id of its own: 19 digits, and so it stays for the next 5 × 10^17.
        Patch(tail, _messageAt, 1400000000000000000 + (ulong)serial);
        return bytes;
    }

    private int Find(ulong mark)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(mark, digits, out var length);
        return _envelope.IndexInTail(digits[..length]);
    }

    private static void Patch(Span<byte> tail, int at, ulong id)
    {
        if (at >= 0)
        {
            Utf8Formatter.TryFormat(id, tail[at..], out _);
        }
    }
}
