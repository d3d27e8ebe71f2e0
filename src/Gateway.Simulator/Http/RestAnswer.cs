using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Http;

/// <summary>What a call is answered with.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body; null for none.</param>
internal readonly record struct RestAnswer(int Status, string? Json)
{
    public static readonly RestAnswer NoContent = new(204, null);
    public static readonly RestAnswer Unauthorized = Error(401, "401: Unauthorized");
    public static readonly RestAnswer NotFound = Error(404, "404: Not Found");
    public static readonly RestAnswer MethodNotAllowed = Error(405, "405: Method Not Allowed");
    public static readonly RestAnswer TooLarge = Error(413, "Request entity too large", 40005);
    public static readonly RestAnswer InvalidJson = Error(400, "The request body contains invalid JSON.", 50109);
    public static readonly RestAnswer EmptyMessage = Error(400, "Cannot send an empty message", 50006);
    public static readonly RestAnswer UnknownApplication = Error(404, "Unknown Application", 10002);
    public static readonly RestAnswer UnknownChannel = Error(404, "Unknown Channel", 10003);
    public static readonly RestAnswer UnknownGuild = Error(404, "Unknown Guild", 10004);
    public static readonly RestAnswer UnknownMember = Error(404, "Unknown Member", 10007);
    public static readonly RestAnswer UnknownUser = Error(404, "Unknown User", 10013);
    public static readonly RestAnswer NotTextBased = Error(400, "Cannot send messages in a non-text channel", 50008);

    public static RestAnswer Ok(string json) => new(200, json);

    /// <summary>A body whose JSON is right and whose values are not.</summary>
    /// <param name="field">What is wrong.</param>
    /// <param name="allowed">What would be right.</param>
    public static RestAnswer InvalidForm(string field, string allowed) => new(400, $$$"""
        {"message":"Invalid Form Body","code":50035,
        "errors":{{{{JsonText.Quote(field)}}}:{"_errors":[{"code":"BASE_TYPE_INVALID","message":{{{JsonText.Quote(allowed)}}}}]} } }
        """);

    private static RestAnswer Error(int status, string message, int code = 0)
        => new(status, $$"""{"message":{{JsonText.Quote(message)}},"code":{{code}}}""");
}
