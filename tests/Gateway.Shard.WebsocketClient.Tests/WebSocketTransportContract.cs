using Gateway.Contracts;
using Gateway.Core.Transport;

namespace Gateway.Shard.WebsocketClient.Tests;

/// <summary>The contract of all transports, for the BCL's WebSocket.</summary>
[TestFixture]
public sealed class WebSocketTransportContract : TransportContract
{
    protected override ITransport MakeTransport() => new WebSocketTransport();
}
