using Gateway.Simulator.Hosting;

namespace GatewaySimulator.Running;

/// <summary>What is printed at the end: what clients did that Discord would punish.</summary>
internal static class ClosingReport
{
    private const int MaxShown = 20;

    public static IEnumerable<string> Lines(SimulatorHost host)
    {
        var account = host.Server.Account;
        var byKind = account.ViolationsByKind;
        if (byKind.Count == 0)
        {
            return ["No violations."];
        }

        return
        [
            $"{byKind.Values.Sum()} violations:",
            .. byKind.OrderByDescending(p => p.Value).Select(p => $"  {p.Value,8} {p.Key}"),
            "The first of them:",
            .. account.Violations.Take(MaxShown).Select(v => $"  {v.At:hh\\:mm\\:ss\\.fff}  connection {v.ConnectionId}{(v.Shard is { } s ? $", shard {s.Index} of {s.Count}" : "")}  {v.Kind}: {v.Text}"),
        ];
    }
}
