using System.Net.Sockets;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Simulator.Hosting;

/// <summary>What happens to a connection before anybody reads its request: the faults of TCP and TLS.</summary>
internal sealed class ConnectionGate(GatewayServer server, GatewayHost host, bool usesTls, CancellationToken stopping)
{
    public ConnectionDelegate Before(ConnectionDelegate next) => connection => PassAsync(connection, next);

    private async Task PassAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var answer = server.Door.AdmitSocket(host);
        if (answer == UpgradeAnswer.Accept && usesTls && (answer = server.Door.AdmitTls(host)) == UpgradeAnswer.Drop)
        {
            var hello = await connection.Transport.Input.ReadAsync(stopping).ConfigureAwait(false);
            connection.Transport.Input.AdvanceTo(hello.Buffer.End);
        }

        switch (answer)
        {
            case UpgradeAnswer.Accept:
                await next(connection).ConfigureAwait(false);
                break;
            case UpgradeAnswer.Stall:
                await SilenceAsync(connection.ConnectionClosed).ConfigureAwait(false);
                break;
            default:
                Reset(connection);
                break;
        }
    }

    private async Task SilenceAsync(CancellationToken gone)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var a = gone.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), done);
        using var b = stopping.UnsafeRegister(static s => ((TaskCompletionSource)s!).TrySetResult(), done);
        await done.Task.ConfigureAwait(false);
    }

    private static void Reset(ConnectionContext connection)
    {
        // Closed with nothing to linger for, a socket sends a reset instead of its end.
        if (connection.Features.Get<IConnectionSocketFeature>() is { } feature)
        {
            feature.Socket.LingerState = new LingerOption(true, 0);
        }

        connection.Abort();
    }
}
