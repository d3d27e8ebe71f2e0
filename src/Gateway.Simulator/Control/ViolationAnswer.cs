using System.Text;

namespace Gateway.Simulator.Control;

/// <summary>What <c>GET /_sim/violations</c> answers: the report as JSON, or as text for people.</summary>
internal static class ViolationAnswer
{
    public static ControlAnswer For(GatewayServer server, ControlRequest request)
    {
        var format = request.Query["format"].ToString();
        return format switch
        {
            "" or "json" => ControlAnswer.Json(Encoding.UTF8.GetBytes(server.Report.ToJson())),
            "text" => ControlAnswer.Text(server.Report.ToText() + "\n"),
            _ => throw ControlRefusal.BadField("format", format, "json or text"),
        };
    }
}
