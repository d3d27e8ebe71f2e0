using System.Globalization;
using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Control;

/// <summary>The fields of one JSON object that a person wrote: each is read with its range, and no other may be there.</summary>
internal sealed class ControlFields
{
    private readonly JsonElement _object;
    private readonly string _prefix;

    /// <param name="element">The object.</param>
    /// <param name="prefix">What stands before a field's name in an error: empty, or <c>target.</c>, say.</param>
    /// <param name="known">The fields that may be there.</param>
    /// <exception cref="ControlRefusal">It is no object, or has another field, or one field twice.</exception>
    public ControlFields(JsonElement element, string prefix, params ReadOnlySpan<string> known)
    {
        _object = element;
        _prefix = prefix;
        var allowed = known.IsEmpty ? "no fields" : string.Join(", ", known!);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw ControlRefusal.BadField(prefix.Length == 0 ? "body" : prefix.TrimEnd('.'), element.ToString(), $"a JSON object with {allowed}");
        }

        var seen = new HashSet<string>();
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw ControlRefusal.BadField(prefix + property.Name, property.Value.ToString(), allowed);
            }

            if (!seen.Add(property.Name))
            {
                throw ControlRefusal.BadField(prefix + property.Name, property.Value.ToString(), "the field once");
            }
        }
    }

    /// <summary>The value as it is; null when it is absent or JSON null.</summary>
    public JsonElement? Raw(string name) => _object.Get(name) is var value && value.IsAbsentOrNull() ? null : value;

    public string? Text(string name, string allowed)
    {
        if (Raw(name) is not { } value)
        {
            return null;
        }

        return value.TryString(out var text) && text.Length > 0 ? text : throw Bad(name, allowed);
    }

    public int? Whole(string name, int min, int max)
    {
        if (Raw(name) is not { } value)
        {
            return null;
        }

        return value.TryInt32(out var number) && number >= min && number <= max
            ? number
            : throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"a whole number, {min} to {max}"));
    }

    public double? Number(string name, double min, double max, string unit)
    {
        if (Raw(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max
            ? number
            : throw Bad(name, string.Create(CultureInfo.InvariantCulture, $"{min} to {max} {unit}"));
    }

    public bool? Flag(string name)
    {
        if (Raw(name) is not { } value)
        {
            return null;
        }

        return value.IsBoolean() ? value.GetBoolean() : throw Bad(name, "true or false");
    }

    public ControlRefusal Bad(string name, string allowed)
        => ControlRefusal.BadField(_prefix + name, Raw(name)?.ToString(), allowed);
}
