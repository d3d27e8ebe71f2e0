using System.Diagnostics;

namespace GatewaySimulator.Tests.Support;

/// <summary>Waits for a condition, up to a deadline.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task UntilAsync(Func<bool> condition, Func<string> what, Func<bool>? hopeless = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (hopeless?.Invoke() == true || Stopwatch.GetElapsedTime(started) > Limit)
            {
                Assert.Fail($"After {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s still not: {what()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20)).ConfigureAwait(false);
        }
    }
}
