using System.Buffers;
using Gateway.Core.Transport;

namespace Gateway.SteadyState.Tests;

/// <summary>
/// A transport that plays messages which are at hand already: what the library itself costs is left. It stops before the
/// second until something was sent, and before the third until <see cref="Go"/>.
/// </summary>
internal sealed class ReplayTransport(IReadOnlyList<byte[]> messages, bool isBinary) : ITransport, ITransportConnection
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new();
    private readonly TaskCompletionSource _aborted = new();
    private int _next;

    /// <summary>Completes when the reader asks for the third message.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Lets the reader go on, on this thread.</summary>
    public void Go() => _go.SetResult();

    public ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken) => new(this);

    public ValueTask WaitForDataAsync()
    {
        switch (_next)
        {
            case 1 when !_sent.Task.IsCompleted:
                return new ValueTask(_sent.Task);
            case 2 when !_go.Task.IsCompleted:
                _ready.TrySetResult();
                return new ValueTask(_go.Task);
            default:
                return _next < messages.Count ? default : new ValueTask(_aborted.Task);
        }
    }

    public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes)
    {
        destination.Write(messages[_next++]);
        return new(new TransportMessage(isBinary ? TransportMessageKind.Binary : TransportMessageKind.Text));
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary)
    {
        _sent.TrySetResult();
        return default;
    }

    public ValueTask CloseOutputAsync(int code, string reason) => default;

    public void Abort() => _aborted.TrySetException(new IOException("Aborted."));
}
