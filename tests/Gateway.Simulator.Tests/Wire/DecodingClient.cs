using System.Text;
using System.Text.Json.Nodes;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>A scripted client that reads what it asked for: it decodes each message once, in order.</summary>
internal sealed class DecodingClient : IDisposable
{
    private readonly SimulatedWorld _world;
    private readonly MessageReader _reader;
    private readonly bool _isEtf;
    private readonly List<Payload> _payloads = [];

    /// <param name="world">Where it dials.</param>
    /// <param name="compress">A value of <c>compress</c> in the URL; <c>payload</c> for what Identify asks for.</param>
    /// <param name="encoding"><c>json</c> or <c>etf</c>.</param>
    public DecodingClient(SimulatedWorld world, string compress, string encoding = "json")
    {
        _world = world;
        _isEtf = encoding == "etf";
        _reader = MessageReader.For(_isEtf && compress == "payload" ? "" : compress);
        Client = world.Dial("/?v=10&encoding=" + encoding + (compress is "" or "payload" ? "" : "&compress=" + compress));
    }

    public ScriptedClient Client { get; }

    public IReadOnlyList<Payload> Payloads
    {
        get
        {
            foreach (var (bytes, text) in Client.Messages.Skip(_payloads.Count).ToArray())
            {
                var payload = _reader.Read(bytes, text);
                _payloads.Add(Payload.Parse(_isEtf ? Encoding.UTF8.GetBytes(EtfTerms.Read(payload)!.ToJsonString()) : payload));
            }

            return _payloads;
        }
    }

    public static string Identify(string compress) => compress == "payload"
        ? """{"op":2,"d":{"token":"sim-token","intents":513,"properties":{},"compress":true}}"""
        : Wording.Identify();

    /// <summary>Sends a payload, written here as JSON, in the connection's encoding, and lets it arrive.</summary>
    public DecodingClient Say(string json)
    {
        Client.Connection.Send(_isEtf ? EtfTerms.Write(JsonNode.Parse(json)) : Encoding.UTF8.GetBytes(json), text: !_isEtf);
        _world.Settle();
        return this;
    }

    public void Dispose() => _reader.Dispose();
}
