namespace Gateway.Core.Limits;

/// <summary>A permit of <see cref="BucketIdentifyRateLimiter"/>, which does all the work under its lock.</summary>
internal sealed class BucketIdentifyPermit(BucketIdentifyRateLimiter limiter, IdentifyGrant grant) : IdentifyPermit
{
    public override void Sent() => limiter.Sent(grant);

    // How it ended makes no difference to Discord's window.
    public override void Settled(IdentifyOutcome outcome) => limiter.End(grant);

    protected override void Dispose(bool disposing) => limiter.End(grant);
}
