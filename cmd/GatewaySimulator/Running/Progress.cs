using System.Globalization;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Hosting;

namespace GatewaySimulator.Running;

/// <summary>One line now and then: who is connected and what happens.</summary>
internal sealed class Progress(SimulatorHost host)
{
    private ServerCounters? _last;
    private TimeSpan _lastAt;

    /// <returns>Null when nothing has happened since the last line.</returns>
    public string? Next()
    {
        var now = host.Server.Now;
        var counters = host.Server.Account.Counters;
        if (counters == _last)
        {
            return null;
        }

        var seconds = Math.Max((now - _lastAt).TotalSeconds, 0.001);
        var rate = (counters.Dispatches - (_last?.Dispatches ?? 0)) / seconds;
        (_last, _lastAt) = (counters, now);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{now:hh\\:mm\\:ss}  {host.Server.Connections.Count} connections, {counters.Identifies} identifies, {counters.ResumesAccepted} resumes, {counters.Dispatches} dispatches ({rate:0}/s), {host.Server.Faults.Applied.Count} faults, {host.Server.Account.ViolationsByKind.Values.Sum()} violations");
    }
}
