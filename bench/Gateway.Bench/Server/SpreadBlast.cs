using System.Net.Sockets;

namespace Gateway.Bench.Server;

/// <summary>Events over many connections, one to each in turn, each written by itself: as a bot with many shards gets them.</summary>
internal static class SpreadBlast
{
    public static void Write(ConnectionSet open, int connections, int events)
    {
        var all = open.Await(connections);
        var writer = new FrameWriter(64 * 1024);
        try
        {
            for (var i = 0; i < events; i++)
            {
                all[i % all.Count].Send(writer, ServedEvents.Messages[i % ServedEvents.Messages.Count]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A client has gone before the end.
        }
    }
}
