using Gateway.Simulator.Faults;
using Gateway.Simulator.Server;
using Gateway.Simulator.Wire;

namespace Gateway.Simulator.InMemory;

/// <summary>What a client holds of an in-memory connection. No method calls back before it returns, and none throws.</summary>
public sealed class InMemoryClientConnection
{
    private readonly FrontDoor _door;
    private readonly IInMemoryClient _client;
    private readonly Wire _toServer;
    private readonly Wire _toClient;
    private bool _opened;
    private bool _outputClosed;
    private bool _over;

    internal InMemoryClientConnection(
        FrontDoor door, GatewayHost host, string query, IInMemoryClient client, Wire toServer, Wire toClient, long inFlightLimit)
    {
        _door = door;
        _client = client;
        _toServer = toServer;
        _toClient = toClient;
        toServer.Add(() => Arrive(host, query, inFlightLimit));
    }

    /// <summary>The server's number for this connection; 0 until the dial has reached it.</summary>
    public int Id { get; private set; }

    /// <summary>Sends one message. After a close or an abort, and on a half-open connection, it vanishes.</summary>
    /// <param name="payload">Copied before this returns.</param>
    /// <param name="text">Whether it is a text message. The server takes both.</param>
    public void Send(ReadOnlyMemory<byte> payload, bool text = true)
    {
        if (!_outputClosed && !_over)
        {
            ReadOnlyMemory<byte> copy = payload.ToArray();
            _toServer.Add(() => _door.Receive(Id, copy), copy.Length);
        }
    }

    /// <summary>Sends a close frame. The server's echo comes as <see cref="IInMemoryClient.OnClosed"/>, if it comes.</summary>
    /// <param name="code">The code; null for an empty close frame.</param>
    /// <param name="reason">The reason. The server does not look at it.</param>
    public void CloseOutput(int? code, string? reason = null)
    {
        if (!_outputClosed && !_over)
        {
            _outputClosed = true;
            _toServer.Add(() => _door.ReceiveClose(Id, code));
        }
    }

    /// <summary>Lets go of the connection at once. The client hears nothing any more.</summary>
    public void Abort()
    {
        if (!_over)
        {
            _over = true;
            _toClient.Dispose();
            Leave();
        }
    }

    /// <summary>Stops and resumes the reading. Meanwhile messages stay on the way, bounded by the gateway's limit.</summary>
    public void PauseReading(bool pause) => _toClient.Hold(pause);

    private void Arrive(GatewayHost host, string query, long inFlightLimit)
    {
        if (_over)
        {
            return;
        }

        var verdict = Judge(host, query);
        switch (verdict.Answer)
        {
            case UpgradeAnswer.Accept:
                _toClient.Add(Opened);
                Id = _door.Open(new Peer(this, inFlightLimit), host, query);
                break;
            case UpgradeAnswer.Refuse:
                _toClient.Add(() => Refused(verdict.Status, verdict.RetryAfter));
                break;
            case UpgradeAnswer.Drop:
                _toClient.Add(() => Refused(null, null));
                break;
            default:
                // Stalled: no answer, ever.
                break;
        }
    }

    /// <summary>What a front on sockets asks in three steps.</summary>
    private UpgradeVerdict Judge(GatewayHost host, string query)
    {
        var answer = _door.AdmitSocket(host);
        answer = answer == UpgradeAnswer.Accept ? _door.AdmitTls(host) : answer;
        return answer == UpgradeAnswer.Accept ? _door.Admit(host, query) : new UpgradeVerdict(answer);
    }

    private void Opened()
    {
        _opened = true;
        _client.OnOpened();
    }

    private void Refused(int? status, TimeSpan? retryAfter)
    {
        _over = true;
        _client.OnRefused(status, retryAfter);
    }

    private void Closed(int? code, string? reason)
    {
        if (_over)
        {
            return;
        }

        _over = true;
        Leave();
        if (_opened)
        {
            _client.OnClosed(code, reason);
        }
        else
        {
            _client.OnRefused(null, null);
        }
    }

    /// <summary>A server that does not read still learns that the socket is gone.</summary>
    private void Leave(bool tooSlow = false)
    {
        _toServer.Hold(false);
        _toServer.Add(() => _door.Lost(Id, tooSlow));
    }

    /// <summary>The server's end.</summary>
    private sealed class Peer(InMemoryClientConnection connection, long inFlightLimit) : IGatewayPeer
    {
        private bool _ended;

        /// <summary>Whether messages and close frames are taken for the body of another message.</summary>
        private bool _swallows;

        public long QueuedBytes => connection._toClient.InFlight;

        public void Send(ReadOnlyMemory<byte> payload, bool text)
        {
            if (_ended || _swallows)
            {
                return;
            }

            if (connection._toClient.InFlight + payload.Length > inFlightLimit)
            {
                Abort();
                connection.Leave(tooSlow: true);
                return;
            }

            connection._toClient.Add(() => connection._client.OnMessage(payload, text), payload.Length);
        }

        public void SendTogether(IReadOnlyList<WireMessage> messages, int maxFrameBytes)
        {
            // There are no frames here, and no writes: what a WebSocket client would see of it is this.
            foreach (var message in messages)
            {
                Send(message.Bytes, message.IsText);
            }
        }

        /// <summary>A client's WebSocket ends the connection over bytes that are no frame.</summary>
        public void SendUnframed(ReadOnlyMemory<byte> bytes) => EndWithoutFrame();

        /// <summary>Everything to come is part of a message that never ends.</summary>
        public void Announce(long messageBytes) => _swallows = true;

        public void Drip(int bytes, TimeSpan pause) => connection._toClient.Drip(bytes, pause);

        public void Close(int? code, string reason)
        {
            if (!_swallows)
            {
                connection._toClient.Add(() => connection.Closed(code, reason));
            }
        }

        public void EndWithoutFrame() => connection._toClient.Add(() => connection.Closed(null, null));

        public void Abort()
        {
            _ended = true;
            connection._toClient.Clear();
            connection._toClient.Add(() => connection.Closed(null, null));
            connection._toClient.Hold(false);
        }

        public void StopReading() => connection._toServer.Hold(true);

        public void Freeze()
        {
            connection._toClient.Cut();
            connection._toServer.Cut();
        }
    }
}
