using System.Net;
using Gateway.Simulator;
using Gateway.Simulator.Faults;

namespace GatewaySimulator.Options;

/// <summary>What is asked for on the command line. Ranges and defaults of the server are those of its own options.</summary>
internal sealed record CommandLine
{
    public int Port { get; init; } = 7000;

    public int ResumePort { get; init; }

    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    public string? PublicHost { get; init; }

    public GatewayServerOptions Server { get; init; } = new() { Seed = 1 };

    /// <summary>Null: no faults.</summary>
    public FaultSource? Faults { get; init; }

    public bool Tls { get; init; }

    public string? CertificateFile { get; init; }

    public bool Quiet { get; init; }

    public bool Help { get; init; }
}

/// <summary>Where the fault plan comes from.</summary>
/// <param name="Level">A plan that the simulator brings; null for a file.</param>
/// <param name="File">The path of a plan as JSON.</param>
internal sealed record FaultSource(FaultLevel? Level, string? File)
{
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="FaultOrderException">The file is no plan.</exception>
    public FaultPlan Load(int seed) => Level switch
    {
        FaultLevel.Default => FaultPlan.Default(seed),
        FaultLevel.Heavy => FaultPlan.Heavy(seed),
        _ => FaultPlan.Load(File!),
    };
}

internal enum FaultLevel
{
    Default,
    Heavy,
}
