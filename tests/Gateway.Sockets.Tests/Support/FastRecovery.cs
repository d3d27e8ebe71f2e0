using Gateway.Core.Limits;
using Gateway.Core.Machine;

namespace Gateway.Sockets.Tests.Support;

/// <summary>Waits that a test has time for. Time-outs stay long: a test shortens the one it is about.</summary>
internal static class FastRecovery
{
    public static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(50);

    public static ExponentialReconnectPolicy Policy { get; } = new()
    {
        DialBase = TimeSpan.FromMilliseconds(50),
        DialCap = TimeSpan.FromMilliseconds(200),
        IdentifyBase = TimeSpan.FromMilliseconds(20),
        IdentifyCap = TimeSpan.FromMilliseconds(100),
    };

    public static RecoveryOptions Recovery { get; } = new()
    {
        DialSpacing = Spacing,
        InvalidSessionWaitMin = TimeSpan.FromMilliseconds(20),
        InvalidSessionWaitMax = TimeSpan.FromMilliseconds(50),
    };

    public static BucketIdentifyRateLimiter NewLimiter(TimeSpan? window = null) => new(
        null, new IdentifyRateLimiterOptions { Window = window ?? TimeSpan.FromMilliseconds(10), Margin = TimeSpan.Zero });
}
