using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Commands;

/// <summary>
/// Asks for facts about the channels of a guild (op 43). Must be sent by the shard of the guild. Discord answers with one
/// CHANNEL_INFO event, or not at all.
/// </summary>
public sealed class RequestChannelInfo : GatewayCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="guildId">Not 0.</param>
    /// <param name="fields">At least one. Default: all.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public RequestChannelInfo(ulong guildId, ChannelInfoFields fields = ChannelInfoFields.All)
    {
        var checks = new CommandChecks();
        checks.Snowflake(nameof(guildId), guildId);
        if (fields == ChannelInfoFields.None || (fields & ~ChannelInfoFields.All) != 0)
        {
            checks.Add(nameof(fields), $"{(int)fields}", "Status, VoiceStartTime, or both");
        }

        checks.ThrowIfAny();
        GuildId = guildId;
        Fields = fields;
    }

    /// <inheritdoc/>
    public override GatewayOpcode Opcode => GatewayOpcode.RequestChannelInfo;

    /// <summary>The guild.</summary>
    public ulong GuildId { get; }

    /// <summary>What is asked for.</summary>
    public ChannelInfoFields Fields { get; }

    /// <inheritdoc/>
    public override void WriteData(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        SnowflakeJson.Write(writer, "guild_id"u8, GuildId);
        writer.WriteStartArray("fields"u8);
        if (Fields.HasFlag(ChannelInfoFields.Status))
        {
            writer.WriteStringValue("status"u8);
        }

        if (Fields.HasFlag(ChannelInfoFields.VoiceStartTime))
        {
            writer.WriteStringValue("voice_start_time"u8);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
