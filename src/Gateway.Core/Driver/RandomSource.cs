namespace Gateway.Core.Driver;

/// <summary>The default source of random numbers.</summary>
internal static class RandomSource
{
    /// <summary>A generator of the caller's own, to be called by one at a time.</summary>
    public static Func<double> New()
    {
        var random = new Random(System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));
#pragma warning disable CA5394 // Jitter, not a secret.
        return random.NextDouble;
#pragma warning restore CA5394
    }
}
