using System.Text;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>Bodies of all kinds and sizes, from empty to some tens of kilobytes, that compress well or not at all.</summary>
internal static class MixedPayloads
{
    public static IEnumerable<byte[]> Take(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var size = random.Next(10) switch { 0 => 0, < 6 => random.Next(200), < 9 => random.Next(5000), _ => random.Next(60_000) };
            yield return Encoding.UTF8.GetBytes($$"""{"id":"{{random.NextInt64(1L << 55, long.MaxValue)}}","text":"{{Text(random, size)}}"}""");
        }
    }

    private static string Text(Random random, int size) => random.Next(3) switch
    {
        0 => new string('é', size / 2),
        1 => Convert.ToBase64String(Bytes(random, size * 3 / 4)),
        _ => string.Concat(Enumerable.Repeat("the quick brown fox ", (size / 20) + 1)),
    };

    private static byte[] Bytes(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }
}
