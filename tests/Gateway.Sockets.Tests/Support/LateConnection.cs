using System.Buffers;
using System.Text;
using Gateway.Core.Transport;

namespace Gateway.Sockets.Tests.Support;

/// <summary>
/// A connection that outlives its abort: what it was doing ends only when the test says so, and then as if a payload
/// had just arrived.
/// </summary>
internal sealed class LateConnection(ITransportConnection inner) : ITransportConnection
{
    private readonly TaskCompletionSource<string> _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _aborted;
    private bool _delivered;

    /// <summary>Ends what was under way at the abort, with this payload.</summary>
    public void Release(string payload) => _late.SetResult(payload);

    public async ValueTask WaitForDataAsync()
    {
        try
        {
            await inner.WaitForDataAsync();
        }
        catch (Exception) when (_aborted && !_delivered)
        {
            await _late.Task;
        }
    }

    public async ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes)
    {
        try
        {
            return await inner.ReceiveAsync(destination, maxBytes);
        }
        catch (Exception) when (_aborted && !_delivered)
        {
            destination.Write(Encoding.UTF8.GetBytes(await _late.Task));
            _delivered = true;
            return new TransportMessage(TransportMessageKind.Text);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary)
    {
        try
        {
            await inner.SendAsync(payload, binary);
        }
        catch (Exception) when (_aborted)
        {
            await _late.Task;
        }
    }

    public ValueTask CloseOutputAsync(int code, string reason) => inner.CloseOutputAsync(code, reason);

    public void Abort()
    {
        _aborted = true;
        inner.Abort();
    }
}
