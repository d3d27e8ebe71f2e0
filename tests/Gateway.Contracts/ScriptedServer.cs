using System.Net;
using System.Net.Sockets;

namespace Gateway.Contracts;

/// <summary>Listens on loopback and hands out each connection as a <see cref="ScriptedPeer"/>; does nothing by itself.</summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ScriptedPeer> _peers = [];

    public ScriptedServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    /// <summary>The port on 127.0.0.1; nobody listens there any more once the server is disposed.</summary>
    public int Port { get; }

    public Uri Url => new($"ws://127.0.0.1:{Port}/?v=10&encoding=json");

    /// <summary>
    /// Linux: from now on clients send in small segments into a small window, so that a few kilobytes fill a socket
    /// from which nobody reads.
    /// </summary>
    public void TakeSmallSegments()
    {
        const int tcp = 6;
        const int maxSegment = 2;
        _listener.Server.SetRawSocketOption(tcp, maxSegment, BitConverter.GetBytes(536));
        _listener.Server.ReceiveBufferSize = 2048;
    }

    /// <summary>The next TCP connection; nothing has been read from it yet.</summary>
    public async Task<ScriptedPeer> AcceptTcpAsync()
    {
        var socket = await Deadline.Within(_listener.AcceptSocketAsync());
        socket.NoDelay = true;
        var peer = new ScriptedPeer(socket);
        lock (_peers)
            _peers.Add(peer);
        return peer;
    }

    /// <summary>The next connection, after a good upgrade.</summary>
    public async Task<ScriptedPeer> AcceptAsync()
    {
        var peer = await AcceptTcpAsync();
        await peer.UpgradeAsync();
        return peer;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        lock (_peers)
            _peers.ForEach(peer => peer.Dispose());
        return ValueTask.CompletedTask;
    }
}
