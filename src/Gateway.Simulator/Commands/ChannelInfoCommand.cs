using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>Op 43: one CHANNEL_INFO. No channel of this world has a status, so none is listed.</summary>
internal sealed class ChannelInfoCommand(ServerState state) : ICommand
{
    public int Opcode => Protocol.Opcode.RequestChannelInfo;

    public CommandNeeds Needs => CommandNeeds.Session;

    public bool Run(ClientConnection connection, JsonElement body, TimeSpan now)
    {
        var fields = body.Get("fields");
        if (!body.Get("guild_id").TrySnowflake(out var id)
            || fields.ValueKind != JsonValueKind.Array || !fields.EnumerateArray().All(f => f.TryString(out _)))
        {
            return false;
        }

        if (connection.Session is { } session && state.World.Find(id, session.Shard) is { } guild)
        {
            state.Dispatcher.Dispatch(session, "CHANNEL_INFO", JsonBody.Write(json =>
            {
                json.WriteId("guild_id", guild.Id);
                json.WriteEmptyArray("channels");
            }), now);
        }

        return true;
    }
}
