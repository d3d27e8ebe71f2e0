using System.Threading.RateLimiting;
using Gateway.Core.Compression;
using Gateway.Core.Delivery;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Transport;

namespace Gateway.Core.Driver;

/// <summary>
/// One connection from the dial to the last byte: dials, reads, and hands every message to the driver. Used once.
/// </summary>
#pragma warning disable CA1001 // The token source has no timer and is cancelled at the end: there is nothing to dispose.
internal sealed class ShardConnection
#pragma warning restore CA1001
{
    private readonly ShardDriver _driver;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _dial = new();
    private readonly Latch? _previous;
    private ITransportConnection? _transport;
    private bool _aborted;

    public ShardConnection(ShardDriver driver, int number, Latch? previous)
    {
        _driver = driver;
        Finished = new Latch(driver.Options.Scheduler);
        _previous = previous;
        Number = number;
    }

    public int Number { get; }

    /// <summary>The reader has ended.</summary>
    public Latch Finished { get; }

    /// <summary>What turns messages into payloads; there once the connection is open.</summary>
    public PayloadInbox Inbox { get; private set; } = null!;

    /// <summary>Fires when the connection has ended, for what waits on its behalf.</summary>
    public CancellationToken Ended => _dial.Token;

    public WriterLane? Lane { get; private set; }

    /// <summary>The injected limiter of this connection's commands.</summary>
    public RateLimiter? Limiter { get; private set; }

    /// <summary>Whether the reader of the connection before this one still has an event in hand, and this one waits for it.</summary>
    public bool AwaitsPrevious => InHand is not null;

    /// <summary>An event that was read and waits for the reader before this one: the handler was not given it.</summary>
    public EventInHand? InHand { get; private set; }

    /// <summary>The event that was read and is not yet with the delivery, or that it holds the reader with. Under the driver's lock.</summary>
    public Arrival Arriving { get; } = new();

    /// <summary>Runs to the end of the connection. Never throws.</summary>
    public async Task RunAsync(DialAction action)
    {
        try
        {
            if (await DialAsync(action).ConfigureAwait(false) is not { } transport)
            {
                return;
            }

            Lane = new WriterLane(
                transport, new LaneOwner(_driver, this), isBinary: _driver.Options.Encoding == GatewayEncoding.Etf);
            if (!_driver.OnOpened(this))
            {
                Abort();
                Limiter?.Dispose(); // Also when it came after an abort.
                return;
            }

            using (Inbox = NewInbox(_driver.Options))
            {
                await ReadAsync(transport).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever a transport throws means that the connection is lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _driver.OnLost(this, new Ending(TransitionCause.ConnectionLost) { Error = e });
        }
        finally
        {
            _driver.OnReaderIdle();
        }
    }

    /// <summary>Drops the dial or the connection. Any number of times, from any thread.</summary>
    public void Abort()
    {
        ITransportConnection? transport;
        lock (_gate)
        {
            if (_aborted)
            {
                return;
            }

            _aborted = true;
            transport = _transport;
        }

        _dial.Cancel();
        transport?.Abort();
        Limiter?.Dispose();
    }

    private async ValueTask<ITransportConnection?> DialAsync(DialAction action)
    {
        try
        {
            var url = await _driver.ResolveAsync(action, _dial.Token).ConfigureAwait(false);
            _driver.OnDialing(this, url);
            Limiter = _driver.Options.CommandLimiter?.Invoke(); // Before the dial: it is the user's, and may throw.
            var transport = await _driver.Transport.ConnectAsync(url, _dial.Token).ConfigureAwait(false);
            lock (_gate)
            {
                if (!_aborted)
                {
                    _transport = transport;
                    return transport;
                }
            }

            transport.Abort(); // The dial was given up while it succeeded.
        }
#pragma warning disable CA1031 // Whatever a transport throws means that the dial has failed.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _driver.OnDialFailed(this, e);
        }

        Limiter?.Dispose();
        return null;
    }

    // A connection has its own: a resumed session begins with a new context too.
    private static PayloadInbox NewInbox(GatewayShardOptions options) => new(
        options.Compression.CreateDecompressor(), PayloadCodec.For(options.Encoding), options.MaxMessageBytes);

    // The hot path. One loop, no allocation and no hop while the transport and the handler complete synchronously.
    private async Task ReadAsync(ITransportConnection transport)
    {
        var delivery = _driver.Delivery;
        var maxBytes = _driver.Options.MaxMessageBytes;
        while (true)
        {
            var receives = !Inbox.HasNext;
            if (receives)
            {
                var wait = transport.WaitForDataAsync();
                if (!wait.IsCompletedSuccessfully)
                {
                    OnIdle();
                }

                await wait.ConfigureAwait(false);
            }

            var message = delivery.TakeMessage();
            var owned = true;
            try
            {
                InboxResult result;
                if (receives)
                {
                    var receive = transport.ReceiveAsync(message, maxBytes);
                    if (!receive.IsCompletedSuccessfully)
                    {
                        OnIdle();
                    }

                    var received = await receive.ConfigureAwait(false);
                    if (IsLast(received))
                    {
                        return;
                    }

                    result = Inbox.Accept(message, received.Kind == TransportMessageKind.Binary);
                }
                else
                {
                    result = Inbox.TakeNext(message);
                }

                if (IsLast(result))
                {
                    return;
                }

                if (result == InboxResult.Nothing)
                {
                    continue;
                }

                if (!_driver.OnMessage(this, message, out var dispatch, out var sessionId))
                {
                    continue;
                }

                if (_previous is { IsSet: false })
                {
                    // Its reader still has an event in hand, and order goes over connections.
                    InHand = new EventInHand(sessionId, dispatch.Sequence);
                    await _previous.WaitAsync().ConfigureAwait(false);
                    InHand = null;
                }

                if (dispatch.Event is { Name: DispatchEventNames.Ready or DispatchEventNames.Resumed })
                {
                    await _driver.QuietAsync().ConfigureAwait(false); // It comes after the transition that it causes.
                }

                owned = false;
                var goesOn = await delivery.DeliverAsync(dispatch, message, sessionId).ConfigureAwait(false);
                Arriving.Clear();
                if (!goesOn)
                {
                    await _driver.OnConsumerTooSlowAsync(this).ConfigureAwait(false);
                    return;
                }
            }
            finally
            {
                if (owned)
                {
                    delivery.Return(message);
                }
            }
        }
    }

    private void OnIdle()
    {
        _driver.OnReaderIdle();
        Inbox.OnIdle();
    }

    // Whether nothing more can be read from this connection.
    private bool IsLast(TransportMessage received)
    {
        switch (received.Kind)
        {
            case TransportMessageKind.Close:
                _driver.OnClosed(this, received.CloseCode, received.CloseReason);
                return true;
            case TransportMessageKind.TooLarge:
                _driver.OnLost(this, new Ending(TransitionCause.MessageTooLarge));
                return true;
            default:
                return false;
        }
    }

    private bool IsLast(InboxResult result)
    {
        if (result is InboxResult.Payload or InboxResult.Nothing)
        {
            return false;
        }

        _driver.OnLost(this, new Ending(
            result == InboxResult.TooLarge ? TransitionCause.MessageTooLarge : TransitionCause.DecodeFailed));
        return true;
    }

    /// <summary>Where an event belongs that is on its way to the handler.</summary>
    public sealed record EventInHand(string? SessionId, long? Sequence);

    /// <summary>Brings the events of a lane to the driver, with the connection they belong to.</summary>
    private sealed class LaneOwner(ShardDriver driver, ShardConnection connection) : ILaneOwner
    {
        public TimeSpan Now => driver.Now;

        public int WriteHeartbeat(Span<byte> destination) => driver.WriteHeartbeat(destination);

        public void OnWriting(LaneItem item) => driver.OnWriting(item);

        public void OnWriteStarted() => driver.OnWriteStarted();

        public void OnWritten(LaneItem item) => driver.OnWritten(connection, item);

        public void OnWriteFailed(LaneItem item, Exception error) => driver.OnWriteFailed(connection, item, error);

        public void OnLaneRefused(LaneItem item) => driver.OnLaneRefused(item);
    }
}
