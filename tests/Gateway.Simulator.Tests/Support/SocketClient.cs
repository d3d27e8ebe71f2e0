using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace Gateway.Simulator.Tests.Support;

/// <summary>A client over a real socket. Every wait has a deadline.</summary>
internal sealed class SocketClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();

    public SocketClient()
    {
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    public HttpStatusCode Status => _socket.HttpStatusCode;

    public IReadOnlyDictionary<string, IEnumerable<string>>? ResponseHeaders => _socket.HttpResponseHeaders;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public string? SessionId { get; private set; }

    public int LastSequence { get; private set; }

    /// <summary>A bound for a wait of the caller's own.</summary>
    public static CancellationToken Soon() => new CancellationTokenSource(Deadline).Token;

    public SocketClient WithHeader(string name, string value)
    {
        _socket.Options.SetRequestHeader(name, value);
        return this;
    }

    public async Task<SocketClient> DialAsync(Uri url)
    {
        await _socket.ConnectAsync(new Uri(url, "/?v=10&encoding=json"), Soon());
        return this;
    }

    public static async Task<SocketClient> ReadyAsync(Uri url, int shard = 0, int count = 1, int intents = 0, string token = "sim-token")
    {
        var client = await new SocketClient().DialAsync(url);
        Assert.That((await client.NextAsync()).Op, Is.EqualTo(10));
        await client.SendAsync(Wording.Identify(shard, count, intents, token));
        Assert.That((await client.NextAsync()).T, Is.EqualTo("READY"));
        return client;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), true);

    public Task SendAsync(byte[] bytes, bool endOfMessage)
        => _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage, Soon());

    public Task CloseOutputAsync(int code) => _socket.CloseOutputAsync((WebSocketCloseStatus)code, "", Soon());

    public void Abort() => _socket.Abort();

    /// <summary>The next payload; fails when the connection ends instead.</summary>
    public async Task<Payload> NextAsync()
    {
        var bytes = await ReceiveAsync(Soon());
        Assert.That(bytes, Is.Not.Null, $"Closed with {CloseStatus}.");
        var payload = Payload.Parse(bytes);
        LastSequence = payload.S ?? LastSequence;
        SessionId = payload.T == "READY" ? payload.D.GetProperty("session_id").GetString() : SessionId;
        return payload;
    }

    /// <summary>Reads on until an event comes of which something is true.</summary>
    public async Task<Payload> NextAsync(string eventName, Func<System.Text.Json.JsonElement, bool> condition)
    {
        while (true)
        {
            var payload = await NextAsync();
            if (payload.T == eventName && condition(payload.D))
            {
                return payload;
            }
        }
    }

    /// <summary>Reads on until the connection has ended.</summary>
    /// <returns>The code of the close frame; null when there was none.</returns>
    public async Task<int?> UntilClosedAsync()
    {
        try
        {
            while (await ReceiveAsync(Soon()) is not null)
            {
            }

            return (int?)_socket.CloseStatus;
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>One message; null for a close frame.</summary>
    public async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            var result = await _socket.ReceiveAsync(message.GetMemory(4096), cancellationToken);
            message.Advance(result.Count);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (result.EndOfMessage)
            {
                return message.WrittenSpan.ToArray();
            }
        }
    }

    public void Dispose() => _socket.Dispose();
}
