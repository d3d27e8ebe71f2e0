using Gateway.Core;

namespace Gateway.Sockets.Tests.Support;

/// <summary>Names one address after the other; the last one for good.</summary>
internal sealed class SwitchingInfo(params Uri[] addresses) : IGatewayInfoSource
{
    private int _asked = -1;

    public ValueTask<GatewayInfo> GetAsync(bool refresh, CancellationToken cancellationToken) =>
        new(new GatewayInfo(addresses[Math.Min(Interlocked.Increment(ref _asked), addresses.Length - 1)]));
}
