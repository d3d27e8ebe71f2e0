using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.World;

namespace Gateway.Simulator.Http;

/// <summary>The commands of an application, for all guilds or for one: kept as they came, with an id.</summary>
internal sealed class CommandRoutes
{
    private const int MaxCommands = 100;
    private const ulong FirstId = 1310000000000000000;

    /// <summary>By application and guild; guild 0 is all guilds.</summary>
    private readonly Dictionary<(int Bot, ulong Guild), List<JsonObject>> _commands = [];

    private ulong _given;

    public IEnumerable<RestRoute> All =>
    [
        new("GET", "applications/{id}/commands", List),
        new("PUT", "applications/{id}/commands", ReplaceAll),
        new("POST", "applications/{id}/commands", Add),
        new("GET", "applications/{id}/guilds/{id}/commands", List),
        new("PUT", "applications/{id}/guilds/{id}/commands", ReplaceAll),
        new("POST", "applications/{id}/guilds/{id}/commands", Add),
    ];

    private RestAnswer List(RestCall call) => Check(call) ?? RestAnswer.Ok(Write(Of(call)));

    private RestAnswer ReplaceAll(RestCall call)
    {
        if (Check(call) is { } refusal)
        {
            return refusal;
        }

        if (call.Body.ValueKind != JsonValueKind.Array || call.Body.GetArrayLength() > MaxCommands
            || !call.Body.EnumerateArray().All(IsCommand))
        {
            return RestAnswer.InvalidForm("commands", $"a list of up to {MaxCommands} objects with a name");
        }

        var before = Of(call);
        var now = call.Body.EnumerateArray().Select(c => Complete(call, c, before)).ToList();
        _commands[Key(call)] = now;
        return RestAnswer.Ok(Write(now));
    }

    private RestAnswer Add(RestCall call)
    {
        if (Check(call) is { } refusal)
        {
            return refusal;
        }

        if (!IsCommand(call.Body))
        {
            return RestAnswer.InvalidForm("name", "an object with a name");
        }

        var commands = Of(call);
        var command = Complete(call, call.Body, commands);
        var replaced = commands.RemoveAll(c => IsSame(c, command)) > 0;
        if (commands.Count == MaxCommands)
        {
            return RestAnswer.InvalidForm("commands", $"up to {MaxCommands}");
        }

        commands.Add(command);
        _commands[Key(call)] = commands;
        return new RestAnswer(replaced ? 200 : 201, command.ToJsonString());
    }

    private static RestAnswer? Check(RestCall call)
    {
        if (call.Ids[0] != GuildWorld.BotOf(call.Bot).UserId)
        {
            return RestAnswer.UnknownApplication;
        }

        return call.Ids.Length > 1 && call.State.World.Find(call.Ids[1]) is null ? RestAnswer.UnknownGuild : null;
    }

    private static bool IsCommand(JsonElement command) => command.Get("name").TryString(out _);

    private static (int, ulong) Key(RestCall call) => (call.Bot.Number, call.Ids.Length > 1 ? call.Ids[1] : 0);

    private List<JsonObject> Of(RestCall call) => _commands.GetValueOrDefault(Key(call)) ?? [];

    private static string Write(IEnumerable<JsonObject> commands) => JsonText.List(commands.Select(c => c.ToJsonString()));

    /// <summary>A command with a name that was there before keeps its id.</summary>
    private JsonObject Complete(RestCall call, JsonElement asked, List<JsonObject> before)
    {
        var command = JsonObject.Create(asked.Clone())!;
        command["type"] ??= 1;
        command["description"] ??= "";
        command["options"] ??= new JsonArray();
        command["nsfw"] ??= false;
        command["default_member_permissions"] ??= null;
        command["application_id"] = call.Ids[0].ToString(CultureInfo.InvariantCulture);
        var id = (FirstId + ++_given).ToString(CultureInfo.InvariantCulture);
        command["id"] = before.Find(c => IsSame(c, command))?["id"]?.GetValue<string>() ?? id;
        command["version"] = id;
        if (call.Ids.Length > 1)
        {
            command["guild_id"] = call.Ids[1].ToString(CultureInfo.InvariantCulture);
        }

        return command;
    }

    private static bool IsSame(JsonObject one, JsonObject other)
        => JsonNode.DeepEquals(one["name"], other["name"]) && JsonNode.DeepEquals(one["type"], other["type"]);
}
