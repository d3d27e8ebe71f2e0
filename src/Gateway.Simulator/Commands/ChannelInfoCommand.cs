using System.Text.Json;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>Op 43: one CHANNEL_INFO with the voice channel that has a status, and of it only what was asked for.</summary>
internal sealed class ChannelInfoCommand(ServerState state) : ICommand
{
    private const string StartTime = "\"voice_start_time\":1772360430";
    private const string Status = "\"status\":\"A status\"";

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
            var asked = fields.EnumerateArray().Select(f => f.GetString()).ToHashSet();
            string[] told = [.. asked.Contains("status") ? [Status] : (string[])[], .. asked.Contains("voice_start_time") ? [StartTime] : (string[])[]];
            var channel = $$"""{"id":"{{guild.VoiceChannelId}}",{{string.Join(',', told)}}}""";
            var info = $$"""{"guild_id":"{{guild.Id}}","channels":[{{(told.Length > 0 ? channel : "")}}]}""";
            state.Dispatcher.Dispatch(session, "CHANNEL_INFO", JsonText.ToBytes(info), now);
        }

        return true;
    }
}
