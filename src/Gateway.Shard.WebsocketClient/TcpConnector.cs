using System.Net;
using System.Net.Sockets;

namespace Gateway.Shard.WebsocketClient;

/// <summary>Connects TCP to the first of several addresses that answers.</summary>
internal static class TcpConnector
{
    /// <summary>Tries the addresses in order, each with an equal share of the time that is left.</summary>
    /// <remarks><c>opened</c> is told each socket before it connects, so that the dial's end can close it at any moment.</remarks>
    /// <exception cref="SocketException">The last address failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> fired.</exception>
    public static async Task<Socket> ConnectAsync(
        IPAddress[] addresses, int port, TimeSpan limit, TimeProvider time, Action<Socket> opened, CancellationToken stop)
    {
        var startedAt = time.GetTimestamp();
        for (var i = 0; ; i++)
        {
            var last = i == addresses.Length - 1;
            var share = (limit - time.GetElapsedTime(startedAt)) / (addresses.Length - i);
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                opened(socket);
                // The last one's deadline is the phase's own, so that its expiry is told as a time-out.
                using var turn = last ? null : new CancellationTokenSource(share > TimeSpan.Zero ? share : TimeSpan.Zero, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, turn?.Token ?? CancellationToken.None);
                await socket.ConnectAsync(addresses[i], port, either.Token).ConfigureAwait(false);
                return socket;
            }
            catch (Exception e) when (!last && !stop.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
