using System.Globalization;
using System.Text.Json;

namespace Gateway.Simulator.Faults;

/// <summary>Orders to JSON.</summary>
internal static class FaultOrderWriter
{
    public static void WriteFields(Utf8JsonWriter json, FaultOrder order)
    {
        var description = FaultCatalog.Of(order.Verb);
        json.WriteString("verb", description.Name);
        if (order.Target != Target.All)
        {
            json.WritePropertyName("target");
            FaultTargets.Write(json, order.Target);
        }

        if (order.Parameters.Count == 0)
        {
            return;
        }

        json.WriteStartObject("parameters");
        foreach (var (name, value) in order.Parameters)
        {
            json.WritePropertyName(name);
            WriteValue(json, value, description.Find(name)?.Kind);
        }

        json.WriteEndObject();
    }

    /// <summary>A value for a message.</summary>
    public static string Show(object value) => value switch
    {
        TimeSpan time => Durations.Write(time),
        bool flag => flag ? "true" : "false",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static void WriteValue(Utf8JsonWriter json, object value, FaultParameterKind? kind)
    {
        switch (value)
        {
            case int number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case TimeSpan time:
                json.WriteStringValue(Durations.Write(time));
                break;
            case string raw when kind == FaultParameterKind.Json:
                json.WriteRawValue(raw, skipInputValidation: true);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
