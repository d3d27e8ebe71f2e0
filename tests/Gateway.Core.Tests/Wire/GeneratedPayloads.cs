using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Wire;

/// <summary>Events with bodies of all shapes that JSON and ETF have in common, from a seed.</summary>
internal sealed class GeneratedPayloads(int seed)
{
    private static readonly string[] Keys =
        ["id", "guild_id", "user_ids", "content", "name", "flags", "nested", "é", "a \"quoted\" key", "type", "roles", "timestamp"];

    private static readonly string[] Texts =
        ["", "hello", "op", "\"op\"", "{\"op\":0}", "zwei\nZeilen", "tab\there", "back\\slash", "ünï¢ødé", "😀 emoji", "\u0001", "}{", "null", "nil"];

    private readonly Random _random = new(seed);

    public Random Random => _random;

    public string Event(long sequence)
    {
        var name = DispatchEventTable.All[_random.Next(2, DispatchEventTable.All.Count)].Name;
        var body = Object(0);
        return $$"""{"t":"{{name}}","s":{{sequence.ToString(CultureInfo.InvariantCulture)}},"op":0,"d":{{body}}}""";
    }

    private string Object(int depth)
    {
        var text = new StringBuilder("{");
        foreach (var key in Keys.Where(_ => _random.Next(3) == 0))
        {
            if (text.Length > 1)
                text.Append(',');

            text.Append(JsonSerializer.Serialize(key)).Append(':').Append(ValueOf(key, depth));
        }

        return text.Append('}').ToString();
    }

    private string ValueOf(string key, int depth) => key switch
    {
        "id" or "guild_id" => Id(),
        "user_ids" or "roles" => "[" + string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Id())) + "]",
        _ => Value(depth),
    };

    private string Id() => $"\"{_random.NextInt64(1L << 33, long.MaxValue).ToString(CultureInfo.InvariantCulture)}\"";

    private string Value(int depth) => _random.Next(depth > 5 ? 9 : 11) switch
    {
        0 => "null",
        1 => "true",
        2 => "false",
        3 => _random.Next(-300, 300).ToString(CultureInfo.InvariantCulture),
        4 => _random.NextInt64(-(1L << 53), 1L << 53).ToString(CultureInfo.InvariantCulture),
        5 => (_random.NextDouble() * Math.Pow(10, _random.Next(-20, 15))).ToString("R", CultureInfo.InvariantCulture),
        6 => "[" + string.Join(',', Enumerable.Range(0, _random.Next(5)).Select(_ => _random.Next(256))) + "]",
        7 or 8 => JsonSerializer.Serialize(Texts[_random.Next(Texts.Length)]),
        9 => "[" + string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth + 1))) + "]",
        _ => Object(depth + 1),
    };
}
