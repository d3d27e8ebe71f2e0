using System.Text;
using System.Text.Json;
using Gateway.Simulator.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Control;

/// <summary>What is answered.</summary>
internal sealed record ControlAnswer(int Status, string ContentType, byte[] Body)
{
    public const string JsonType = "application/json";

    /// <summary>The page brings its own script and style, and talks to this server only.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static ControlAnswer Page { get; } = new(StatusCodes.Status200OK, "text/html; charset=utf-8", ReadPage());

    public static ControlAnswer Json(byte[] body) => new(StatusCodes.Status200OK, JsonType, body);

    public static ControlAnswer Json(Action<Utf8JsonWriter> fields) => Json(JsonBody.Write(fields));

    public static ControlAnswer Text(string text) => new(StatusCodes.Status200OK, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    private static byte[] ReadPage()
    {
        using var stream = typeof(ControlAnswer).Assembly.GetManifestResourceStream("Gateway.Simulator.Control.page.html")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
