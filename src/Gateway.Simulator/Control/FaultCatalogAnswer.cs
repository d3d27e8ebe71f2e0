using Gateway.Simulator.Faults;

namespace Gateway.Simulator.Control;

/// <summary>What <c>GET /_sim/faults</c> answers: every verb, for a client that builds its own menu.</summary>
internal static class FaultCatalogAnswer
{
    public static ControlAnswer All { get; } = ControlAnswer.Json(json =>
    {
        json.WriteStartArray("faults");
        foreach (var fault in FaultCatalog.All)
        {
            json.WriteStartObject();
            json.WriteString("verb", fault.Name);
            json.WriteString("acts_on", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Scope.ToString()));
            json.WriteString("summary", fault.Summary);
            json.WriteStartArray("parameters");
            foreach (var parameter in fault.Parameters)
            {
                json.WriteStartObject();
                json.WriteString("name", parameter.Name);
                json.WriteBoolean("required", parameter.IsRequired);
                json.WriteString("allowed", parameter.Allowed);
                json.WriteString("default", parameter.Default is null ? null : FaultOrderWriter.Show(parameter.Default));
                json.WriteString("summary", parameter.Summary);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
