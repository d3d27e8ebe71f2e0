using System.Text.Json;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Control;

/// <summary>One row a shard, with the one word that a person wants first.</summary>
internal static class ShardReport
{
    public static void Write(Utf8JsonWriter json, ServerState state)
    {
        var open = state.Connections.All.Where(c => c.IsOpen).ToLookup(c => c.Shard);
        var sessions = state.Sessions.Living.ToLookup(s => s.Shard);
        var ended = state.Sessions.All.ToLookup(s => s.Shard);

        json.WriteStartArray("shards");
        foreach (var shard in ended.Select(g => g.Key).OrderBy(k => k.Count).ThenBy(k => k.Index))
        {
            var session = sessions[shard].LastOrDefault(s => s.Attached is not null) ?? sessions[shard].LastOrDefault();
            json.WriteStartObject();
            json.WriteShard(shard);
            json.WriteString("state", StateOf(session));
            json.WriteNumber("open_connections", open[shard].Count());
            json.WriteNumber("sessions_so_far", ended[shard].Count());
            json.WriteNumberOrNull("connection", session?.Attached?.Id);
            json.WriteString("session", session?.Id);
            json.WriteNumber("sequence", session?.Sequence ?? 0);
            json.WriteNumber("guilds", state.World.GuildCountOf(shard));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary><c>connected</c>, <c>frozen</c> (a fault stands on its connection), <c>resumable</c>, or <c>gone</c>.</summary>
    private static string StateOf(Session? session) => session switch
    {
        null => "gone",
        { Attached: null } => "resumable",
        { Attached.IsHealthy: true, Attached.IsMuted: false } => "connected",
        _ => "frozen",
    };
}
