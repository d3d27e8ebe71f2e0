using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Faults;

/// <summary>Targets as JSON: <c>"all"</c>, or an object with exactly one of the keys below.</summary>
internal static class FaultTargets
{
    private const string Forms = "\"all\", {\"connection\": id}, {\"session\": \"id\"}, {\"shard\": id}, {\"shard\": [id, count]}, "
        + "{\"shards\": how many of those that are up}, {\"fraction\": 0 to 1 of those that are up}";

    public static Target Read(JsonElement json)
    {
        if (json.IsAbsentOrNull() || (json.TryString(out var word) && word == "all"))
        {
            return Target.All;
        }

        if (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Count() == 1)
        {
            var (name, value) = json.EnumerateObject().Select(p => (p.Name, p.Value)).Single();
            return ReadOne(name, value) ?? throw new FaultOrderException("target." + name, FaultOrderReader.Show(value), Forms);
        }

        throw new FaultOrderException("target", FaultOrderReader.Show(json), Forms);
    }

    public static void Write(Utf8JsonWriter json, Target target)
    {
        var parts = target.Parts;
        json.WriteStartObject();
        if (parts.Connection is { } connection)
        {
            json.WriteNumber("connection", connection);
        }
        else if (parts.Session is { } session)
        {
            json.WriteString("session", session);
        }
        else if (parts is { Shard: { } shard, ShardCount: { } count })
        {
            json.WriteStartArray("shard");
            json.WriteNumberValue(shard);
            json.WriteNumberValue(count);
            json.WriteEndArray();
        }
        else if (parts.Shard is { } index)
        {
            json.WriteNumber("shard", index);
        }
        else if (parts.HowMany is { } howMany)
        {
            json.WriteNumber("shards", howMany);
        }
        else if (parts.Fraction is { } fraction)
        {
            json.WriteNumber("fraction", fraction);
        }

        json.WriteEndObject();
    }

    public static void Validate(Target target, FaultDescription description)
    {
        var fits = description.Scope switch
        {
            FaultScope.Connection or FaultScope.Session => true,
            FaultScope.NextConnections => target == Target.All
                || (description.Find("shard") is not null && target == Target.Shard(target.Parts.Shard ?? 0)),
            _ => target == Target.All,
        };
        if (!fits)
        {
            var shard = description.Scope == FaultScope.NextConnections && description.Find("shard") is not null ? " or {\"shard\": id}" : "";
            throw new FaultOrderException("target", target, $"\"all\"{shard} for {description.Name}");
        }
    }

    private static Target? ReadOne(string name, JsonElement value) => name switch
    {
        "connection" when value.TryInt32(out var id) => Target.Connection(id),
        "session" when value.TryString(out var id) => Target.Session(id),
        "shard" when value.TryInt32(out var index) && index >= 0 => Target.Shard(index),
        "shard" when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && value[0].TryInt32(out var index) && value[1].TryInt32(out var count) && index >= 0 && index < count
            => Target.Shard(new ShardKey(index, count)),
        "shards" when value.TryInt32(out var howMany) && howMany >= 1 => Target.Shards(howMany),
        "fraction" when value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var fraction) && fraction is > 0 and <= 1
            => Target.Fraction(fraction),
        _ => null,
    };
}
