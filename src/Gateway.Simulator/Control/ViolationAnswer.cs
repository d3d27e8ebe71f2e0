using System.Globalization;
using System.Text;

namespace Gateway.Simulator.Control;

/// <summary>What <c>GET /_sim/violations</c> answers: JSON, or a text for people.</summary>
internal static class ViolationAnswer
{
    public static ControlAnswer For(GatewayServer server, ControlRequest request)
    {
        var format = request.Query["format"].ToString();
        return format switch
        {
            "" or "json" => Json(server),
            "text" => ControlAnswer.Text(Text(server)),
            _ => throw ControlRefusal.BadField("format", format, "json or text"),
        };
    }

    private static ControlAnswer Json(GatewayServer server)
    {
        var byKind = server.Account.ViolationsByKind;
        var all = server.Account.Violations;
        return ControlAnswer.Json(json =>
        {
            json.WriteNumber("total", byKind.Values.Sum());
            json.WriteStartArray("violations");
            foreach (var violation in all)
            {
                json.WriteViolation(violation);
            }

            json.WriteEndArray();
        });
    }

    private static string Text(GatewayServer server)
    {
        var text = new StringBuilder();
        foreach (var v in server.Account.Violations)
        {
            text.Append(CultureInfo.InvariantCulture, $"{v.At.TotalSeconds,10:0.000} s  {v.Kind}  connection {v.ConnectionId}  {v.Text}\n");
        }

        return text.Length == 0 ? "No violation.\n" : text.ToString();
    }
}
