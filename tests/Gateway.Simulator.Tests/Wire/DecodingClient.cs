using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Wire;

/// <summary>A scripted client that reads what it asked for: it decodes each message once, in order.</summary>
internal sealed class DecodingClient : IDisposable
{
    private readonly MessageReader _reader;
    private readonly List<Payload> _payloads = [];

    /// <param name="world">Where it dials.</param>
    /// <param name="compress">A value of <c>compress</c> in the URL; <c>payload</c> for what Identify asks for.</param>
    public DecodingClient(SimulatedWorld world, string compress)
    {
        _reader = MessageReader.For(compress);
        Client = world.Dial("/?v=10&encoding=json" + (compress is "" or "payload" ? "" : "&compress=" + compress));
    }

    public ScriptedClient Client { get; }

    public IReadOnlyList<Payload> Payloads
    {
        get
        {
            foreach (var (bytes, text) in Client.Messages.Skip(_payloads.Count).ToArray())
            {
                _payloads.Add(Payload.Parse(_reader.Read(bytes, text)));
            }

            return _payloads;
        }
    }

    public static string Identify(string compress) => compress == "payload"
        ? """{"op":2,"d":{"token":"sim-token","intents":513,"properties":{},"compress":true}}"""
        : Wording.Identify();

    public void Dispose() => _reader.Dispose();
}
