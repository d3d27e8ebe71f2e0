using System.Diagnostics;

namespace Gateway.Sockets.Tests.Support;

/// <summary>Waits for something that another thread or the simulator brings about; fails when it does not come.</summary>
internal static class Wait
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    public static async Task UntilAsync(Func<bool> condition, string what, Func<string>? details = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Contracts.Deadline.Limit)
            {
                Assert.Fail($"After {Contracts.Deadline.Limit} still not: {what}.\n{details?.Invoke()}");
            }

            await Task.Delay(Step);
        }
    }
}
