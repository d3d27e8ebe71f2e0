using System.Globalization;

namespace Gateway.Simulator.World;

/// <summary>Somebody in a guild. What he is like follows from his number, so nothing is stored.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Number">The place in the guild's list, from 0. The bots come first.</param>
/// <param name="IsBot">Whether he is one of the server's bots.</param>
internal readonly record struct Member(ulong UserId, int Number, bool IsBot)
{
    public string Name => IsBot
        ? Number == 0 ? "sim-bot" : string.Create(CultureInfo.InvariantCulture, $"sim-bot-{Number + 1}")
        : string.Create(CultureInfo.InvariantCulture, $"user-{Number:D5}");

    /// <summary>Every fifth has one.</summary>
    public string? Nick => !IsBot && Number % 5 == 0 ? string.Create(CultureInfo.InvariantCulture, $"nick-{Number:D5}") : null;

    /// <summary>Every third has one, and each bot.</summary>
    public bool HasRole => IsBot || Number % 3 == 1;

    /// <summary>Three of eight are there; the rest is <c>offline</c>. Bots never are.</summary>
    public string Status => IsBot ? "online" : (Number % 8) switch
    {
        1 => "online",
        2 => "idle",
        3 => "dnd",
        _ => "offline",
    };

    public bool IsOnline => Status != "offline";
}
