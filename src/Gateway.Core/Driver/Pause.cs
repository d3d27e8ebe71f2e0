namespace Gateway.Core.Driver;

/// <summary>A wait that goes on through the scheduler, also when it is cancelled; Task.Delay goes to the pool then.</summary>
internal static class Pause
{
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public static async Task ForAsync(
        TimeSpan time, TimeProvider timeProvider, GatewayScheduler scheduler, CancellationToken cancellationToken)
    {
        var done = new Completion(scheduler);
        using var registration = cancellationToken.UnsafeRegister(
            static (s, token) => ((Completion)s!).TryCancel(token), done);
        using var timer = timeProvider.CreateTimer(
            static s => ((Completion)s!).TryComplete(), done, time, Timeout.InfiniteTimeSpan);
        await done.Task.ConfigureAwait(false);
    }
}
