using System.Net;
using System.Net.Sockets;

namespace Gateway.Contracts;

/// <summary>
/// An address that neither accepts nor refuses: its queue of waiting connections is full, so the kernel answers no
/// further one.
/// </summary>
public sealed class StallingListener : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _queued = [];

    private StallingListener()
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public static async Task<StallingListener> StartAsync(IPAddress address, int port = 0)
    {
        var stalling = new StallingListener();
        stalling._listener.Bind(new IPEndPoint(address, port));
        stalling._listener.Listen(0);
        while (await stalling.TryQueueAsync(stalling._listener.LocalEndPoint!))
        {
        }

        return stalling;
    }

    public void Dispose()
    {
        _queued.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }

    private async Task<bool> TryQueueAsync(EndPoint endPoint)
    {
        Assert.That(_queued, Has.Count.LessThan(64), "The queue never fills on this machine");
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _queued.Add(socket);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await socket.ConnectAsync(endPoint, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
