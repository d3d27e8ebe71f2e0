using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>A client over a real socket that reads what its URL asks for. Every wait has a deadline.</summary>
internal sealed class WireSocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly MessageReader _reader;
    private readonly string _query;
    private readonly bool _isEtf;

    public WireSocketClient(string compress = "", string encoding = "json", X509Certificate2? trusted = null)
    {
        _isEtf = encoding == "etf";
        _reader = MessageReader.For(_isEtf && compress == "payload" ? "" : compress);
        _query = "?v=10&encoding=" + encoding + (compress is "" or "payload" ? "" : "&compress=" + compress);
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (trusted is not null)
        {
            _socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => trusted.Equals(certificate);
        }
    }

    /// <summary>How many pieces the last message came in.</summary>
    public int Pieces { get; private set; }

    public async Task<WireSocketClient> DialAsync(Uri url, string path = "/", CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, SocketClient.Soon());
        await _socket.ConnectAsync(new Uri(url, path + _query), both.Token);
        return this;
    }

    public async Task<WireSocketClient> ReadyAsync(Uri url, string compress = "")
    {
        await DialAsync(url);
        Assert.That((await NextAsync()).Op, Is.EqualTo(10));
        await SendAsync(DecodingClient.Identify(compress));
        Assert.That((await NextAsync()).T, Is.EqualTo("READY"));
        return this;
    }

    public Task SendAsync(string json) => _isEtf
        ? _socket.SendAsync(EtfTerms.Write(JsonNode.Parse(json)), WebSocketMessageType.Binary, true, SocketClient.Soon())
        : _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, SocketClient.Soon());

    public async Task<Payload> NextAsync() => Parse(await NextTextAsync());

    /// <summary>What the next message decodes to.</summary>
    public async Task<byte[]> NextTextAsync()
    {
        var message = new ArrayBufferWriter<byte>(4096);
        Pieces = 0;
        while (true)
        {
            var result = await _socket.ReceiveAsync(message.GetMemory(64 << 10), SocketClient.Soon());
            message.Advance(result.Count);
            Pieces++;
            Assert.That(result.MessageType, Is.Not.EqualTo(WebSocketMessageType.Close), $"Closed with {_socket.CloseStatus}.");
            if (result.EndOfMessage)
            {
                return _reader.Read(message.WrittenSpan.ToArray(), result.MessageType == WebSocketMessageType.Text);
            }
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _reader.Dispose();
    }

    private Payload Parse(byte[] payload)
        => Payload.Parse(_isEtf ? Encoding.UTF8.GetBytes(EtfTerms.Read(payload)!.ToJsonString()) : payload);
}
