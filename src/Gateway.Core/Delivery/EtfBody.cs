using System.Text.Json;
using Gateway.Core.Protocol.Etf;

namespace Gateway.Core.Delivery;

/// <summary>
/// The body of an event that came as ETF: turned into JSON when the handler asks for it, once. Belongs to a
/// <see cref="PooledMessage"/> and is used again with it.
/// </summary>
internal sealed class EtfBody
{
    private readonly Lock _gate = new(); // A handler may read the body from several threads.
    private readonly PooledMessage _json = new();
    private bool _isWritten;

    /// <exception cref="JsonException">The term has no form in JSON.</exception>
    public ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> term)
    {
        lock (_gate)
        {
            if (!_isWritten && !EtfJson.TryWrite(term, _json))
            {
                _json.Release();
                throw new JsonException("The body of the event came as ETF and has no form in JSON.");
            }

            _isWritten = true;
            return _json.WrittenMemory;
        }
    }

    public void Clear()
    {
        _isWritten = false;
        _json.Release();
    }
}
