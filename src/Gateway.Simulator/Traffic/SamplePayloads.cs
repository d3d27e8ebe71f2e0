using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Events;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.Traffic;

/// <summary>Bodies of MESSAGE_CREATE in a wanted size.</summary>
public static class SamplePayloads
{
    /// <summary>The smallest body that can be made, in bytes.</summary>
    public const int MinMessageBytes = 1024;

    /// <summary>The largest, in bytes: 64 MiB.</summary>
    public const int MaxMessageBytes = 64 << 20;

    private const ulong MessageId = 1400000000000000001;

    /// <summary>A message in a guild's text channel, as the JSON of <c>d</c>, exactly this long.</summary>
    /// <param name="guildId">The guild; it decides the shard by <c>(guildId >> 22) % count</c>.</param>
    /// <param name="bytes">1 KiB to 64 MiB. Beyond the fixed fields the content fills it up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public static byte[] GuildMessage(ulong guildId, int bytes) => Sized(bytes, guildId);

    /// <summary>A direct message, as the JSON of <c>d</c>, exactly this long.</summary>
    /// <param name="bytes">1 KiB to 64 MiB.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public static byte[] DirectMessage(int bytes) => Sized(bytes, null);

    private static byte[] Sized(int bytes, ulong? guildId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, MinMessageBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaxMessageBytes);
        var author = new Member(EventScene.DirectUserId, 7, false);
        var message = new MessageParts
        {
            Id = MessageId,
            ChannelId = guildId + 1 ?? EventScene.DirectChannelOf(author.UserId),
            Guild = guildId is { } id ? new Guild(0, id, 20) : null,
            Author = author,
            Timestamp = "2026-03-01T10:20:30.123000+00:00",
            ChannelType = guildId is null ? 1 : 0,
        };
        var bare = JsonText.ToBytes(MessageObject.Message(message));
        var content = string.Create(bytes - bare.Length, 0, (text, _) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = i % 8 == 7 ? ' ' : (char)('a' + (i % 26));
            }
        });
        return JsonText.ToBytes(MessageObject.Message(message with { Content = content }));
    }
}
