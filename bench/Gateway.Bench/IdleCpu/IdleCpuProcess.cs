using System.Diagnostics;
using System.Globalization;
using Gateway.Bench.Memory;
using Gateway.Core.Machine;

namespace Gateway.Bench.IdleCpu;

/// <summary>The process of one figure: opens shards, lets them idle, and says what CPU time that took.</summary>
internal static class IdleCpuProcess
{
    // More than one heartbeat interval: by then the code of a heartbeat is compiled, and nothing is left over from the dials.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(45);

    /// <param name="arguments">The kind, the number of shards, the seconds, the server's URL.</param>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var kind = IdleKinds.All.First(k => k.Name == arguments[0]);
        var count = int.Parse(arguments[1], CultureInfo.InvariantCulture);
        var seconds = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        await using var set = await IdleSet.OpenAsync(kind, count, events: 0, new Uri(arguments[3]));
        await Task.Delay(Quiet);
        var before = Heartbeats(set);
        var cpu = Environment.CpuUsage.TotalTime;
        var at = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var used = Environment.CpuUsage.TotalTime - cpu;
        Console.WriteLine(new IdleCpuFigures(used, Stopwatch.GetElapsedTime(at), Heartbeats(set) - before));
    }

    // A shard that has dialed again was not idle, and the figure would be of something else.
    private static long Heartbeats(IdleSet set)
    {
        long sent = 0;
        foreach (var shard in set.Connections.Cast<IIdleShard>())
        {
            var status = shard.Status;
            if (status is not { State: ShardStateKind.Ready, Connection: 1 })
            {
                throw new InvalidOperationException(
                    $"A shard is {status.State} on connection {status.Connection}; it should be idle on its first. Last: {status.LastTransition}.");
            }

            sent += status.Counters.HeartbeatsSent;
        }

        return sent;
    }
}
