namespace Gateway.Simulator.Tests.Support;

/// <summary>Waits, over real sockets, for what the other side is about to notice.</summary>
internal static class Eventually
{
    /// <summary>Asks again and again, giving way in between, and fails after 20 s.</summary>
    public static async Task ThatAsync(Func<bool> condition, string what)
    {
        var until = TimeProvider.System.GetTimestamp() + (20 * TimeProvider.System.TimestampFrequency);
        while (!condition())
        {
            Assert.That(TimeProvider.System.GetTimestamp(), Is.LessThan(until), what);
            await Task.Delay(1);
        }
    }
}
