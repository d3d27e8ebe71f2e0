using System.Collections.ObjectModel;
using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Commands;

/// <summary>
/// Asks for the soundboard sounds of guilds (op 31), which must belong to the shard that sends it. Discord answers with one
/// SOUNDBOARD_SOUNDS event a guild. No intent is needed.
/// </summary>
public sealed class RequestSoundboardSounds : GatewayCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="guildIds">At least one id, none of them 0, and no more than fit into <see cref="GatewayCommand.MaxPayloadBytes"/> (some 180). Copied.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public RequestSoundboardSounds(params IEnumerable<ulong> guildIds)
    {
        ArgumentNullException.ThrowIfNull(guildIds);
        ulong[] copy = [.. guildIds];
        var checks = new CommandChecks();
        if (copy.Length == 0)
        {
            checks.Add(nameof(guildIds), "no id", "at least one");
        }

        if (Array.IndexOf(copy, 0UL) is var index and >= 0)
        {
            checks.Add(nameof(guildIds), $"0 at {index}", "ids, which are never 0");
        }

        checks.ThrowIfAny();
        GuildIds = Array.AsReadOnly(copy);
        CheckSize(nameof(guildIds));
    }

    /// <inheritdoc/>
    public override GatewayOpcode Opcode => GatewayOpcode.RequestSoundboardSounds;

    /// <summary>The guilds.</summary>
    public ReadOnlyCollection<ulong> GuildIds { get; }

    /// <inheritdoc/>
    public override void WriteData(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        SnowflakeJson.WriteArray(writer, "guild_ids"u8, GuildIds);
        writer.WriteEndObject();
    }
}
