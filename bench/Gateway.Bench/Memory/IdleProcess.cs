using System.Globalization;

namespace Gateway.Bench.Memory;

/// <summary>The process of one figure: opens connections, lets them idle, and says how much it has grown.</summary>
internal static class IdleProcess
{
    // What the first connections cost is code and pools, and not a connection. With ten of them, the runtime went on compiling
    // while the thousand were opened, which counted 7 KB a connection of what the process has once.
    private const int WarmUp = 100;

    // Some memory is given back only after a while without events, and some code compiled; who idles has been idle for longer.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);

    /// <param name="arguments">The kind, the number of connections, the events that each has got, the server's URL.</param>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var kind = IdleKinds.All.First(k => k.Name == arguments[0]);
        var count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var events = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        var url = new Uri(arguments[3]);
        await WarmUpAsync(kind, events, url);
        var before = ResidentMemory.Collected();
        var heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        await using var set = await IdleSet.OpenAsync(kind, count, events, url);
        await Task.Delay(Quiet);
        var after = ResidentMemory.Collected();
        var heapAfter = GC.GetTotalMemory(forceFullCollection: true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(double)(after - before) / count} {(double)(heapAfter - heapBefore) / count}"));
    }

    // By itself, so that nothing of it can be reached afterwards: what was held here would count for less growth.
    private static async Task WarmUpAsync(IdleKind kind, int events, Uri url)
    {
        await using (await IdleSet.OpenAsync(kind, WarmUp, events, url))
        {
            await Task.Delay(Quiet);
        }
    }
}
