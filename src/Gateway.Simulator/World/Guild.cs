using System.Globalization;

namespace Gateway.Simulator.World;

/// <summary>A guild with one text and one voice channel.</summary>
internal sealed record Guild(int Number, ulong Id, int MemberCount)
{
    public ulong TextChannelId => Id + 1;

    public ulong VoiceChannelId => Id + 2;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"guild-{Number}");

    public Member Member(int number) => number == 0
        ? new Member(GuildWorld.BotId, "sim-bot", true)
        : new Member(700000000000000000 + ((ulong)Number * 1_000_000) + (ulong)number, string.Create(CultureInfo.InvariantCulture, $"user-{number:D5}"), false);
}

/// <summary>Somebody in a guild.</summary>
internal readonly record struct Member(ulong UserId, string Name, bool IsBot);
