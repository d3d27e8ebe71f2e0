using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Faults;

/// <summary>JSON to orders. Whatever is wrong is said with its place, its value and what is allowed.</summary>
internal static class FaultOrderReader
{
    private static readonly string[] Keys = ["verb", "target", "parameters"];

    public static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new FaultOrderException("json", $"broken ({e.Message.TrimEnd('.')})", "one JSON object");
        }
    }

    public static bool IsJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <param name="json">An object.</param>
    /// <param name="extraKey">A key that the caller reads itself.</param>
    public static FaultOrder Read(JsonElement json, string? extraKey = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FaultOrderException("order", Show(json), "an object with " + string.Join(", ", Keys));
        }

        RequireKnownKeys(json, "", extraKey is null ? Keys : [extraKey, .. Keys]);
        if (!json.Get("verb").TryString(out var name) || FaultCatalog.Find(name) is not { } description)
        {
            throw new FaultOrderException("verb", Show(json.Get("verb")), string.Join(", ", FaultCatalog.All.Select(d => d.Signature)));
        }

        var order = ReadParameters(json.Get("parameters"), description) with { Target = FaultTargets.Read(json.Get("target")) };
        order.Validate();
        return order;
    }

    public static void RequireKnownKeys(JsonElement json, string place, params ReadOnlySpan<string> known)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new FaultOrderException(place + property.Name, Show(property.Value), "only " + string.Join(", ", known!));
            }
        }
    }

    /// <summary>For a message: the raw JSON, cut when it is long; null when there is none.</summary>
    public static string? Show(JsonElement json)
    {
        const int MaxCharacters = 100;
        if (json.IsAbsent())
        {
            return null;
        }

        var raw = json.GetRawText();
        return raw.Length <= MaxCharacters ? raw : raw[..MaxCharacters] + "…";
    }

    private static FaultOrder ReadParameters(JsonElement json, FaultDescription description)
    {
        var order = new FaultOrder(description.Verb);
        if (json.IsAbsent())
        {
            return order;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FaultOrderException("parameters", Show(json), "an object for " + description.Signature);
        }

        RequireKnownKeys(json, "parameters.", [.. description.Parameters.Select(p => p.Name)]);
        foreach (var parameter in description.Parameters)
        {
            var value = json.Get(parameter.Name);
            if (value.IsAbsent() || (value.ValueKind == JsonValueKind.Null && parameter is { IsRequired: false, Kind: not FaultParameterKind.Json }))
            {
                continue;
            }

            order = order.With(parameter.Name, ReadValue(value, parameter.Kind)
                ?? throw new FaultOrderException("parameters." + parameter.Name, Show(value), parameter.Allowed));
        }

        return order;
    }

    private static object? ReadValue(JsonElement json, FaultParameterKind kind) => kind switch
    {
        FaultParameterKind.WholeNumber or FaultParameterKind.CloseCode => json.TryInt32(out var number) ? number : null,
        FaultParameterKind.Duration => ReadDuration(json),
        FaultParameterKind.Flag => json.IsBoolean() ? json.GetBoolean() : null,
        FaultParameterKind.Json => json.GetRawText(),
        _ => json.TryString(out var text) ? text : null,
    };

    public static TimeSpan? ReadDuration(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.TryGetDouble(out var ms) && Durations.TryMilliseconds(ms, out var time) ? time : null,
        JsonValueKind.String => json.TryString(out var text) && Durations.TryParse(text, out var time) ? time : null,
        _ => null,
    };
}
