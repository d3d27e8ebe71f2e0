using System.Security.Cryptography.X509Certificates;
using Gateway.Simulator.Control;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Simulator.Hosting;

/// <summary>
/// The simulator on loopback: WebSocket, HTTP and the control API on one port of 127.0.0.1, the resume address on
/// another; with TLS if wanted. No permessage-deflate, no log output.
/// </summary>
/// <remarks>Thread safe. Disposing resets every connection and frees the ports.</remarks>
public sealed partial class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RetirableListenerFactory _listeners;
    private readonly DeadlineTimer _deadlines;
    private readonly UpgradeEndpoint _upgrades;
    private readonly ControlEndpoint _control;
    private readonly CancellationTokenSource _stopping;
    private readonly X509Certificate2? _certificate;
    private readonly SimulatorHostOptions _options;
    private int _disposed;

    private SimulatorHost(
        WebApplication app, GatewayServer server, RetirableListenerFactory listeners, DeadlineTimer deadlines,
        UpgradeEndpoint upgrades, ControlEndpoint control, X509Certificate2? certificate, CancellationTokenSource stopping, string host, SimulatorHostOptions options)
    {
        _app = app;
        _listeners = listeners;
        _deadlines = deadlines;
        _upgrades = upgrades;
        _control = control;
        _stopping = stopping;
        _options = options;
        Server = server;
        _certificate = certificate;
        Certificate = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.RawData);
        HttpBaseUrl = new Uri($"{(certificate is null ? "http" : "https")}://{host}:{listeners.EndPoints[0].Port}");
    }

    /// <summary>The server behind it.</summary>
    public GatewayServer Server { get; }

    /// <summary>Bad answers of the HTTP side.</summary>
    public HttpFaults Http => Server.Faults.Http;

    /// <summary>Where Identify connects to: <c>ws://127.0.0.1:port</c>, without a query.</summary>
    public Uri GatewayUrl => Server.GatewayUrl;

    /// <summary>What READY names: <c>ws://127.0.0.1:port</c>, without a query.</summary>
    public Uri ResumeUrl => Server.ResumeUrl;

    /// <summary>Base of <c>gateway</c> and <c>gateway/bot</c>, also under <c>api</c> and <c>api/v10</c>.</summary>
    public Uri HttpBaseUrl { get; }

    /// <summary>The certificate, without its key, for a client to trust; null without TLS. Disposed with the host.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Upgrade requests that carried no User-Agent. .NET's own client sends none by itself.</summary>
    public long UpgradesWithoutUserAgent => _upgrades.WithoutUserAgent;

    /// <summary>The headers of the last upgrade request; names are compared without case. Empty before the first.</summary>
    public IReadOnlyDictionary<string, string> LastUpgradeHeaders => _upgrades.LastHeaders;

    /// <summary>Starts listening.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <exception cref="ArgumentException">Options are out of range.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorHostOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SimulatorHostOptions();
        options.Validate();
        var server = new GatewayServer(options.Server, options.Time);
        var upgrades = new UpgradeEndpoint(server, options);
        var bootstrap = new BootstrapEndpoints(server, server.Faults.Http);
        var control = new ControlEndpoint(server, options);
        var stopping = new CancellationTokenSource();
        var certificate = options.UseTls ? LoopbackCertificate.Make() : null;

        // The empty builder reads no files and no environment, and logs nowhere.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.Address, options.Port, listen => Prepare(listen, GatewayHost.Main));
            kestrel.Listen(options.Address, options.ResumePort, listen => Prepare(listen, GatewayHost.Resume));
        });
        builder.Services.RemoveAll<IConnectionListenerFactory>();
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<RetirableListenerFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(s => s.GetRequiredService<RetirableListenerFactory>());
        var app = builder.Build();
        var listeners = app.Services.GetRequiredService<RetirableListenerFactory>();
        app.Run(context => UpgradeEndpoint.Covers(context.Request)
            ? upgrades.RunAsync(context, HostOf(context, listeners), stopping.Token)
            : ControlEndpoint.Covers(context.Request.Path) ? control.AnswerAsync(context)
            : bootstrap.AnswerAsync(context));
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            control.Dispose();
            stopping.Dispose();
            throw;
        }

        var endpoints = listeners.EndPoints;
        var scheme = options.UseTls ? "wss" : "ws";
        server.Door.SetAddresses(
            new Uri($"{scheme}://{options.HostInUrls}:{endpoints[0].Port}"), new Uri($"{scheme}://{options.HostInUrls}:{endpoints[1].Port}"));
        var deadlines = new DeadlineTimer(server, options.Time, static action => action());
        return new SimulatorHost(app, server, listeners, deadlines, upgrades, control, certificate, stopping, options.HostInUrls, options);

        void Prepare(ListenOptions listen, GatewayHost host)
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(new ConnectionGate(server, host, options.UseTls, stopping.Token).Before);
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }
    }

    /// <summary>Stops listening on the resume address: from now on the system refuses connections to it. For good; those it has stay.</summary>
    public async Task RetireResumeHostAsync()
    {
        Server.Faults.RetireResumeHost();
        await _listeners.RetireAsync(1).ConfigureAwait(false);
    }

    /// <summary>Resets every connection and frees the ports. Idempotent.</summary>
    /// <exception cref="Accounting.ViolationException">A client broke a rule, and <see cref="SimulatorHostOptions.ThrowOnDispose"/> is set. Everything is released all the same.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // What clients do while their sockets break is not held against them.
        var report = Report;
        _control.Dispose();
        _deadlines.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
        _certificate?.Dispose();
        Certificate?.Dispose();
        if (_options.ThrowOnDispose)
        {
            report.ThrowIfAny(except: [.. _options.ToleratedViolations]);
        }
    }

    private static GatewayHost HostOf(HttpContext context, RetirableListenerFactory listeners)
        => context.Connection.LocalPort == listeners.EndPoints[1].Port ? GatewayHost.Resume : GatewayHost.Main;
}
