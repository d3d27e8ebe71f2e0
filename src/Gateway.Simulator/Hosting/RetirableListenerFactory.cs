using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Simulator.Hosting;

/// <summary>Makes Kestrel's own listeners, and can stop one from listening while its connections live on.</summary>
internal sealed class RetirableListenerFactory(SocketTransportFactory inner) : IConnectionListenerFactory
{
    private readonly List<IConnectionListener> _listeners = [];

    /// <summary>The bound addresses, in the order in which they were asked for.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _listeners.Select(l => (IPEndPoint)l.EndPoint)];

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>From now on, the system refuses connections to this address.</summary>
    public ValueTask RetireAsync(int index) => _listeners[index].UnbindAsync();
}
