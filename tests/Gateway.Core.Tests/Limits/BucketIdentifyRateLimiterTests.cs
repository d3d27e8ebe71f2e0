using Gateway.Core.Contracts;
using Gateway.Core.Limits;

namespace Gateway.Core.Tests.Limits;

[TestFixture]
public sealed class BucketIdentifyRateLimiterTests : IdentifyRateLimiterContract
{
    protected override TimeSpan Slack => TimeSpan.FromMilliseconds(100);

    protected override IIdentifyRateLimiter Create(TimeProvider timeProvider) => new BucketIdentifyRateLimiter(timeProvider);
}
