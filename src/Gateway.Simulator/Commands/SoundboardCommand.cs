using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;
using Gateway.Simulator.World.Objects;

namespace Gateway.Simulator.Commands;

/// <summary>Op 31: one SOUNDBOARD_SOUNDS per guild of this shard.</summary>
internal sealed class SoundboardCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.RequestSoundboardSounds;

    public CommandNeeds Needs => CommandNeeds.Session;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        var guilds = body.Get("guild_ids");
        if (guilds.ValueKind != JsonValueKind.Array || !guilds.EnumerateArray().All(g => g.TrySnowflake(out _)))
        {
            return false;
        }

        foreach (var element in guilds.EnumerateArray())
        {
            element.TrySnowflake(out var id);
            if (connection.Session is { } session && state.World.Find(id, session.Shard) is { } guild)
            {
                var sounds = $$"""{"soundboard_sounds":[{{GuildObject.Sound(guild)}}],"guild_id":"{{guild.Id}}"}""";
                state.Dispatcher.Dispatch(session, "SOUNDBOARD_SOUNDS", JsonText.ToBytes(sounds), now);
            }
        }

        return true;
    }
}
