using Gateway.Contracts;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>The contract of all transports, and the second tier, for the BCL's WebSocket.</summary>
[TestFixture]
public sealed class WebSocketTransportContract : UnbufferedTransportContract
{
    protected override ITransport MakeTransport() =>
        new WebSocketTransport(new WebSocketTransportOptions { UserAgent = "contract/1" });
}
