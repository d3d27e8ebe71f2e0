using System.Buffers;
using Gateway.Core.Transport;
using Gateway.Simulator.InMemory;

namespace Gateway.Core.Tests.Support;

/// <summary>Brings a shard to the in-memory simulator: the seam of the one, adapted to the front of the other.</summary>
internal sealed class SimulatorTransport(VirtualWorld world, InMemoryGateway gateway) : ITransport
{
    /// <summary>Connections that were opened and not yet dropped by the client.</summary>
    public int Open { get; private set; }

    public int MaxOpen { get; private set; }

    public int Dials { get; private set; }

    public List<Uri> Urls { get; } = [];

    /// <summary>Fails the next dials with this instead.</summary>
    public Queue<Func<Exception>> Refusals { get; } = new();

    /// <summary>Called at each dial.</summary>
    public Action<Uri> Dialed { get; set; } = static _ => { };

    public SimulatorConnection? Last { get; private set; }

    public async ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        world.CheckThread();
        Dials++;
        Urls.Add(url);
        Dialed(url);
        world.Note($"dial {url}");
        if (Refusals.TryDequeue(out var refusal))
        {
            throw refusal();
        }

        var connection = new SimulatorConnection(world, this);
        using var registration = cancellationToken.UnsafeRegister(_ => connection.CancelDial(), null);
        await connection.OpenAsync(gateway, url).ConfigureAwait(false);
        Last = connection;
        Open++;
        MaxOpen = Math.Max(MaxOpen, Open);
        return connection;
    }

    public void OnAborted() => Open--;
}

/// <summary>One connection to the in-memory simulator.</summary>
internal sealed class SimulatorConnection(VirtualWorld world, SimulatorTransport transport) : ITransportConnection, IInMemoryClient
{
    private const int ReadAhead = 16;
    private readonly Queue<(ReadOnlyMemory<byte> Payload, bool Text)> _inbox = new();
    private readonly TaskCompletionSource _opening = new();
    private InMemoryClientConnection _peer = null!;
    private TaskCompletionSource? _arrival;
    private TransportMessage? _close;
    private bool _lost;
    private bool _aborted;
    private bool _opened;

    /// <summary>While set, sends are not taken: the peer's window is full.</summary>
    public bool SendsStall { get; set; }

    private TaskCompletionSource? _stalledSend;

    public Task OpenAsync(InMemoryGateway gateway, Uri url)
    {
        _peer = gateway.Connect(url, this);
        return _opening.Task;
    }

    public void CancelDial()
    {
        _peer.Abort();
        _opening.TrySetException(new OperationCanceledException("The dial was given up."));
    }

    public async ValueTask WaitForDataAsync()
    {
        if (!HasSomething)
        {
            _arrival = new TaskCompletionSource();
            await _arrival.Task.ConfigureAwait(false);
        }
    }

    public async ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes)
    {
        world.CheckThread();
        await WaitForDataAsync().ConfigureAwait(false);
        ThrowIfAborted();
        if (_inbox.TryDequeue(out var message))
        {
            if (_inbox.Count == 0)
            {
                _peer.PauseReading(false);
            }

            if (message.Payload.Length > maxBytes)
            {
                return new TransportMessage(TransportMessageKind.TooLarge);
            }

            destination.Write(message.Payload.Span);
            return new TransportMessage(message.Text ? TransportMessageKind.Text : TransportMessageKind.Binary);
        }

        return _close ?? throw new IOException("The connection is lost.");
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary)
    {
        world.CheckThread();
        ThrowIfAborted();
        if (SendsStall)
        {
            _stalledSend = new TaskCompletionSource();
            return new ValueTask(_stalledSend.Task);
        }

        _peer.Send(payload, !binary);
        return ValueTask.CompletedTask;
    }

    /// <summary>How many messages each write had that had more than one.</summary>
    public List<int> Batches { get; } = [];

    public async ValueTask SendAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> payloads, bool binary)
    {
        Batches.Add(payloads.Length);
        for (var i = 0; i < payloads.Length; i++)
        {
            await SendAsync(payloads.Span[i], binary).ConfigureAwait(false);
        }
    }

    public ValueTask CloseOutputAsync(int code, string reason)
    {
        ThrowIfAborted();
        if (SendsStall)
        {
            _stalledSend = new TaskCompletionSource();
            return new ValueTask(_stalledSend.Task);
        }

        world.Note($"close {code}");
        _peer.CloseOutput(code, reason);
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        world.CheckThread();
        if (_aborted)
        {
            return;
        }

        _aborted = true;
        _peer.Abort();
        transport.OnAborted();
        Wake();
        _stalledSend?.TrySetException(new IOException("The connection was aborted."));
    }

    void IInMemoryClient.OnOpened()
    {
        _opened = true;
        _opening.TrySetResult();
    }

    void IInMemoryClient.OnRefused(int? httpStatus, TimeSpan? retryAfter) =>
        _opening.TrySetException(new TransportConnectException(
            httpStatus is null ? DialPhase.Tcp : DialPhase.Upgrade, "The dial was refused.", httpStatus, retryAfter));

    void IInMemoryClient.OnMessage(ReadOnlyMemory<byte> payload, bool text)
    {
        _inbox.Enqueue((payload, text));
        if (_inbox.Count >= ReadAhead)
        {
            _peer.PauseReading(true);
        }

        Wake();
    }

    void IInMemoryClient.OnClosed(int? code, string? reason)
    {
        if (reason is null)
        {
            _lost = true;
        }
        else
        {
            _close = new TransportMessage(TransportMessageKind.Close, code, reason);
        }

        if (!_opened)
        {
            _opening.TrySetException(new TransportConnectException(DialPhase.Upgrade, "The connection was lost."));
        }

        Wake();
    }

    private bool HasSomething => _inbox.Count > 0 || _close is not null || _lost || _aborted;

    private void ThrowIfAborted()
    {
        if (_aborted)
        {
            throw new IOException("The connection was aborted.");
        }
    }

    private void Wake()
    {
        var arrival = _arrival;
        _arrival = null;
        arrival?.TrySetResult();
    }
}
