using System.Text.Json;
using Gateway.Simulator.Protocol;
using Microsoft.AspNetCore.Http;

namespace Gateway.Simulator.Control;

/// <summary>Why a request to the control API is not done: what was wrong with it, and what would be right.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="field">The field of the body, the header or the part of the URL that is wrong.</param>
/// <param name="value">What it was, cut to a readable length; null when it was absent.</param>
/// <param name="allowed">What it may be.</param>
internal sealed class ControlRefusal(int status, string field, string? value, string allowed)
    : Exception($"{field} is {(value is null ? "missing" : $"'{Cut(value)}'")}. Allowed: {allowed}.")
{
    private const int MaxShown = 100;

    public static ControlRefusal BadField(string field, string? value, string allowed)
        => new(StatusCodes.Status400BadRequest, field, value, allowed);

    public ControlAnswer ToAnswer() => new(status, ControlAnswer.JsonType, JsonBody.Write(json =>
    {
        json.WriteStartObject("error");
        json.WriteString("field", field);
        json.WriteString("value", value is null ? null : Cut(value));
        json.WriteString("allowed", allowed);
        json.WriteString("message", Message);
        json.WriteEndObject();
    }));

    private static string Cut(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
