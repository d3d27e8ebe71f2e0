using Gateway.Simulator.Hosting;

namespace GatewaySimulator.Running;

/// <summary>What is printed at the end: what clients did that Discord would punish.</summary>
internal static class ClosingReport
{
    public static IEnumerable<string> Lines(SimulatorHost host) => host.Server.Report.ToText().Split('\n');
}
