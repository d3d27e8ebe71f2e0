using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Gateway.Simulator.Hosting;

namespace GatewaySimulator.Tests.Support;

/// <summary>A bot of three calls: connect, send, receive. It does nothing by itself.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();

    private SocketClient()
    {
    }

    /// <summary>Connects, reads Hello, identifies, and reads READY and the guilds.</summary>
    public static async Task<SocketClient> IdentifyAsync(SimulatorHost host, int shard = 0, int count = 1, long intents = 33281, int guilds = 8)
    {
        var client = await ConnectAsync(host);
        await client.SendAsync($$$"""{"op":2,"d":{"token":"sim-token","intents":{{{intents}}},"shard":[{{{shard}}},{{{count}}}],"properties":{"os":"x","browser":"x","device":"x"} } }""");
        for (var i = 0; i < 1 + guilds; i++)
        {
            await client.ReceiveAsync();
        }

        return client;
    }

    /// <summary>Connects and reads Hello.</summary>
    public static async Task<SocketClient> ConnectAsync(SimulatorHost host)
    {
        var client = new SocketClient();
        await client._socket.ConnectAsync(new Uri(host.GatewayUrl, "/?v=10&encoding=json"), CancellationToken.None);
        Assert.That((await client.ReceiveAsync()).GetProperty("op").GetInt32(), Is.EqualTo(10));
        return client;
    }

    public Task SendAsync(string json)
        => _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next message; fails after the usual limit.</summary>
    public async Task<JsonElement> ReceiveAsync()
    {
        using var deadline = new CancellationTokenSource(Wait.Limit);
        using var message = new MemoryStream();
        var buffer = new byte[16 << 10];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, deadline.Token);
            Assert.That(part.MessageType, Is.EqualTo(WebSocketMessageType.Text), $"closed with {part.CloseStatus} {part.CloseStatusDescription}");
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        using var json = JsonDocument.Parse(message.ToArray());
        return json.RootElement.Clone();
    }

    public void Dispose() => _socket.Dispose();
}
