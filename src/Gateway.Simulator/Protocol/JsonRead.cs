using System.Text.Json;

namespace Gateway.Simulator.Protocol;

/// <summary>Reads of a peer's JSON that report a wrong type instead of throwing.</summary>
internal static class JsonRead
{
    /// <summary>The property, or an element of kind Undefined when absent or when this is no object.</summary>
    public static JsonElement Get(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static bool IsAbsent(this JsonElement element) => element.ValueKind == JsonValueKind.Undefined;

    public static bool IsAbsentOrNull(this JsonElement element)
        => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public static bool IsBoolean(this JsonElement element)
        => element.ValueKind is JsonValueKind.True or JsonValueKind.False;

    public static bool TryInt32(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }

    public static bool TryInt64(this JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out value);
    }

    public static bool TryString(this JsonElement element, out string value)
    {
        value = "";
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        try
        {
            value = element.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // The text holds an escaped half of a surrogate pair: well-formed JSON, but no string.
            return false;
        }
    }

    /// <summary>Ids come as strings or as numbers; servers take both.</summary>
    public static bool TrySnowflake(this JsonElement element, out ulong id)
    {
        id = 0;
        return element.ValueKind == JsonValueKind.Number
            ? element.TryGetUInt64(out id)
            : element.TryString(out var text) && ulong.TryParse(text, out id);
    }
}
