using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Commands;

/// <summary>Op 4: VOICE_STATE_UPDATE under its intent, and VOICE_SERVER_UPDATE when a channel is joined.</summary>
internal sealed class VoiceStateCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.VoiceStateUpdate;

    public CommandNeeds Needs => CommandNeeds.Session;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        var channel = body.Get("channel_id");
        ulong channelId = 0;
        if (!body.Get("guild_id").TrySnowflake(out var guildId)
            || channel.IsAbsent() || (!channel.IsAbsentOrNull() && !channel.TrySnowflake(out channelId))
            || !body.Get("self_mute").IsBoolean() || !body.Get("self_deaf").IsBoolean())
        {
            return false;
        }

        // No answer at all for a guild or a channel that is not there.
        if (connection.Session is { } session && state.World.Find(guildId, session.Shard) is { } guild
            && (channelId == 0 || channelId == guild.VoiceChannelId))
        {
            Move(session, guild, channelId, body.Get("self_mute").GetBoolean(), body.Get("self_deaf").GetBoolean(), now);
        }

        return true;
    }

    private void Move(Session session, Guild guild, ulong channelId, bool mute, bool deaf, TimeSpan now)
    {
        var joins = channelId != 0 && session.VoiceChannels.GetValueOrDefault(guild.Id) != channelId;
        session.VoiceChannels[guild.Id] = channelId;
        if (session.Intents.Has(Intents.GuildVoiceStates))
        {
            state.Dispatcher.Dispatch(session, "VOICE_STATE_UPDATE", VoiceBodies.State(guild, channelId, session.Id, mute, deaf), now);
        }

        if (joins)
        {
            state.Dispatcher.Dispatch(session, "VOICE_SERVER_UPDATE", VoiceBodies.Server(guild), now);
        }
    }
}
