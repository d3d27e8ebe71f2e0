using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Simulator.Protocol;

/// <summary>
/// JSON that is put together as text. The pieces may stand on several lines for their reader; the breaks go when the
/// bytes are made, which is safe because a JSON string cannot hold one unescaped.
/// </summary>
internal static class JsonText
{
    /// <summary>Only line feeds and carriage returns go: other breaks may stand in a JSON string as they are.</summary>
    public static byte[] ToBytes(string json) => Encoding.UTF8.GetBytes(
        json.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal));

    /// <summary>A string in quotes, or the JSON null.</summary>
    public static string Quote(string? text)
        => text is null ? "null" : $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>An id in quotes, or the JSON null.</summary>
    public static string Id(ulong? id) => id is { } value ? $"\"{value}\"" : "null";

    public static string List(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    public static string Ids(IEnumerable<ulong> ids) => List(ids.Select(id => Id(id)));

    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>The form of Discord's timestamps: microseconds and an offset.</summary>
    public static string Time(DateTimeOffset at)
        => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", System.Globalization.CultureInfo.InvariantCulture) + "+00:00";

    /// <summary>32 hex digits that always belong to the same id, as avatars and icons have them.</summary>
    public static string Hash(ulong id)
    {
        unchecked
        {
            var first = (id + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
            var second = (first ^ (first >> 29)) * 0x94D049BB133111EB;
            return $"{first:x16}{second:x16}";
        }
    }
}
