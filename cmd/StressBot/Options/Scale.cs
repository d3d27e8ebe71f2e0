namespace StressBot.Options;

/// <summary>What a run with many shards does otherwise than one with a few, so that one machine can bear both sides of it.</summary>
internal static class Scale
{
    /// <summary>Up to here every shard has a heartbeat each 2 s and short time-outs, so that much goes wrong in a short run.</summary>
    private const int Few = 32;
    private const int UsualMaxConcurrency = 16;

    /// <summary>What Discord gives the largest bots is not known; this is what the simulator takes.</summary>
    private const int HighestMaxConcurrency = 1024;
    private const double UsualRate = 200;
    private const double RateOfAll = 2000;

    public static bool IsLarge(int shards) => shards > Few;

    /// <summary>So many identifies in 5 s that all shards are up within about 15 s.</summary>
    public static int MaxConcurrency(int shards) => Math.Clamp((shards + 2) / 3, UsualMaxConcurrency, HighestMaxConcurrency);

    /// <summary>So that processes that know nothing of each other never meet in a bucket.</summary>
    public static int OneBucketEach(int shards) => Math.Max(shards, UsualMaxConcurrency);

    public static double Rate(int shards) => Math.Min(UsualRate, RateOfAll / shards);

    public static TimeSpan HeartbeatInterval(int shards) => TimeSpan.FromSeconds(IsLarge(shards) ? 10 : 2);

    /// <summary>How long the first READY of all may take: the identifies by the rules, with room for a busy machine.</summary>
    public static TimeSpan StartUp(int shards, int maxConcurrency) =>
        TimeSpan.FromSeconds(20) + (TimeSpan.FromSeconds(6) * ((shards + maxConcurrency - 1) / maxConcurrency));
}
