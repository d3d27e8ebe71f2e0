using System.Text.Json;

namespace StressBot.Processes;

/// <summary>
/// What parent and child say to each other: one line a message. The parent's first line is the child's settings, the
/// child's first answer its greeting. Then a line with a verb, and what it needs after a space, gets a line with the
/// answer, one at a time. The child ends when its input does, so it never outlives its parent.
/// </summary>
internal static class LineProtocol
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);

    public static T Read<T>(string line) =>
        JsonSerializer.Deserialize<T>(line, Json) ?? throw new JsonException("A message between parent and child is null.");
}
