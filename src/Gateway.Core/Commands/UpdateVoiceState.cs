using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Commands;

/// <summary>
/// Joins, moves between or leaves voice channels, or changes mute and deaf (op 4). Must be sent by the shard of the guild.
/// Discord answers with VOICE_STATE_UPDATE (and VOICE_SERVER_UPDATE when joining), or not at all when it is not permitted.
/// </summary>
public sealed class UpdateVoiceState : GatewayCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="guildId">Not 0.</param>
    /// <param name="channelId">Not 0; null leaves the channel.</param>
    /// <param name="selfMute">Whether the bot is muted.</param>
    /// <param name="selfDeaf">Whether the bot is deafened.</param>
    /// <exception cref="ArgumentException">An id is 0.</exception>
    public UpdateVoiceState(ulong guildId, ulong? channelId, bool selfMute = false, bool selfDeaf = false)
    {
        var checks = new CommandChecks();
        checks.Snowflake(nameof(guildId), guildId);
        checks.Snowflake(nameof(channelId), channelId);
        checks.ThrowIfAny();
        GuildId = guildId;
        ChannelId = channelId;
        SelfMute = selfMute;
        SelfDeaf = selfDeaf;
    }

    /// <inheritdoc/>
    public override GatewayOpcode Opcode => GatewayOpcode.VoiceStateUpdate;

    /// <summary>The guild.</summary>
    public ulong GuildId { get; }

    /// <summary>The voice channel to be in; null to be in none.</summary>
    public ulong? ChannelId { get; }

    /// <summary>Whether the bot is muted.</summary>
    public bool SelfMute { get; }

    /// <summary>Whether the bot is deafened.</summary>
    public bool SelfDeaf { get; }

    /// <inheritdoc/>
    public override void WriteData(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        SnowflakeJson.Write(writer, "guild_id"u8, GuildId);
        if (ChannelId is { } channelId)
        {
            SnowflakeJson.Write(writer, "channel_id"u8, channelId);
        }
        else
        {
            writer.WriteNull("channel_id"u8);
        }

        writer.WriteBoolean("self_mute"u8, SelfMute);
        writer.WriteBoolean("self_deaf"u8, SelfDeaf);
        writer.WriteEndObject();
    }
}
