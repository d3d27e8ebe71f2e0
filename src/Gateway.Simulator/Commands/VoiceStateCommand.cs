using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World;
using Gateway.Simulator.World.Objects;

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

        // No answer at all for a guild or a channel that is not there, and for one that is full.
        if (connection.Session is { } session && state.World.Find(guildId, session.Shard) is { } guild
            && (channel.IsAbsentOrNull() || CanJoin(session, guild, channelId)))
        {
            ulong? to = channel.IsAbsentOrNull() ? null : channelId;
            Move(session, guild, to, body.Get("self_mute").GetBoolean(), body.Get("self_deaf").GetBoolean(), now);
        }

        return true;
    }

    private bool CanJoin(Session session, Guild guild, ulong channelId)
    {
        if (guild.FindChannel(channelId) is not { IsVoice: true } channel)
        {
            return false;
        }

        var bot = GuildWorld.BotOf(session.Application);
        return channel.UserLimit == 0
            || state.World.VoiceStatesOf(guild).Count(v => v.ChannelId == channelId && v.Member != bot) < channel.UserLimit;
    }

    private void Move(Session session, Guild guild, ulong? channelId, bool mute, bool deaf, TimeSpan now)
    {
        var bot = GuildWorld.BotOf(session.Application);
        var joins = channelId is not null && state.World.VoiceChannelOf(guild, bot) != channelId;
        state.World.SetVoiceChannel(guild, bot, channelId);

        // Everybody in the guild sees where the bot is; which voice server it has is its own affair.
        var voice = JsonText.ToBytes(VoiceObject.StateOf(guild, bot, channelId, mute, deaf));
        state.Events.Dispatch("VOICE_STATE_UPDATE", DispatchTo.Guild(guild.Id), voice, now);
        if (joins)
        {
            state.Dispatcher.Dispatch(session, "VOICE_SERVER_UPDATE", JsonText.ToBytes(VoiceObject.Server(guild)), now);
        }
    }
}
