using System.Diagnostics;
using System.Reflection;

namespace Gateway.Bench;

/// <summary>This program as a server, in a process of its own: what it costs is not measured.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess()
    {
        _process = Start("serve");
        var port = _process.StandardOutput.ReadLine();
        Url = new Uri($"ws://127.0.0.1:{port}/");
    }

    public Uri Url { get; }

    /// <summary>This program in a process of its own.</summary>
    public static Process Start(params string[] arguments)
    {
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    /// <summary>Lets it send to the newest connection, as fast as that takes it.</summary>
    public void Blast(int warmUp, int events) => Tell($"blast {warmUp} {events}");

    /// <summary>Lets it send to the newest connection, at an even rate.</summary>
    public void Pace(int perSecond, int events) => Tell($"pace {perSecond} {events}");

    /// <summary>Lets it send to all connections, one event to each in turn, as fast as they take it, once exactly so many are open.</summary>
    public void Spread(int connections, int events) => Tell($"spread {connections} {events}");

    /// <summary>How many events each connection from now on gets after READY.</summary>
    public void Feed(int events) => TellAndWait($"feed {events}");

    /// <summary>The heartbeat interval of connections from now on, in milliseconds.</summary>
    public void SetHeartbeatInterval(int milliseconds) => TellAndWait($"interval {milliseconds}");

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void TellAndWait(string line)
    {
        Tell(line);
        _process.StandardOutput.ReadLine();
    }

    private void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }
}
