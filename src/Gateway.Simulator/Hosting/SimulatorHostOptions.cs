using System.Net;
using System.Net.Sockets;

namespace Gateway.Simulator.Hosting;

/// <summary>How the simulator listens. Immutable; checked when the host starts.</summary>
public sealed record SimulatorHostOptions
{
    /// <summary>What kind of Discord it is. Its two URLs are replaced by those of the host.</summary>
    public GatewayServerOptions Server { get; init; } = new();

    /// <summary>The clock of the server and of its timers. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where to listen. Default: 127.0.0.1. On another address than loopback, <see cref="ControlFromAnywhere"/> decides who may control it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The host in the URLs that clients are told. Default null: <see cref="Address"/>, or 127.0.0.1 ([::1]) when that is every address. A host name or an IP address.</summary>
    public string? PublicHost { get; init; }

    /// <summary>Port of the gateway and of HTTP. Default 0: any free one. 0 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>Port of the resume address. Default 0: any free one. 0 to 65535.</summary>
    public int ResumePort { get; init; }

    /// <summary>Bytes that may wait for one client that does not read. Default 64 MiB, 64 KiB to 4 GiB. Beyond it the connection is reset.</summary>
    public long MaxQueuedBytes { get; init; } = 64L << 20;

    /// <summary>
    /// Whether both addresses speak TLS: URLs are <c>wss</c> and <c>https</c>, with a certificate for <c>localhost</c> and
    /// 127.0.0.1 that is made at the start (<see cref="SimulatorHost.Certificate"/>). Default false.
    /// </summary>
    public bool UseTls { get; init; }

    /// <summary>Whether an upgrade without a User-Agent is refused with 403, as a real server does. Default false: it is only counted.</summary>
    public bool RefuseWithoutUserAgent { get; init; }

    /// <summary>
    /// Whether the control API under <c>/_sim</c> answers requests that name another host than this machine's loopback.
    /// Default false. Pages of other origins are refused either way.
    /// </summary>
    public bool ControlFromAnywhere { get; init; }

    /// <summary>
    /// Whether disposing the host throws when a client broke a rule, so that a test fails by default. Default false;
    /// <see cref="SimulatorHost.StartForTestsAsync"/> sets it. An exception on the way out of the block is replaced by
    /// this one, as always in C#; <see cref="SimulatorHost.TestAsync"/> keeps it.
    /// </summary>
    public bool ThrowOnDispose { get; init; }

    /// <summary>Kinds of violation that a test provokes on purpose and that disposing does not throw for. Default: none.</summary>
    public IReadOnlyList<Accounting.ViolationKind> ToleratedViolations { get; init; } = [];

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="ArgumentException">Names every argument that is out of range, its value, and what is allowed.</exception>
    public void Validate()
    {
        var guard = new OptionGuard(nameof(SimulatorHostOptions));
        guard.Range(nameof(Port), Port, 0, 65535);
        guard.Range(nameof(ResumePort), ResumePort, 0, 65535);
        guard.Range(nameof(MaxQueuedBytes), MaxQueuedBytes, 64 << 10, 4L << 30);
        if (Server is null || Time is null || Address is null)
        {
            guard.Fail(Server is null ? nameof(Server) : Time is null ? nameof(Time) : nameof(Address), null, "not null");
        }

        if (PublicHost is not null && Uri.CheckHostName(PublicHost.Trim('[', ']')) == UriHostNameType.Unknown)
        {
            guard.Fail(nameof(PublicHost), PublicHost, "a host name or an IP address");
        }

        guard.ThrowIfAny("options");
    }

    /// <summary>The host as it stands in a URL.</summary>
    internal string HostInUrls
    {
        get
        {
            var host = PublicHost ?? (Address.Equals(IPAddress.Any) ? IPAddress.Loopback : Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : Address).ToString();
            return IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : host;
        }
    }
}
