using System.Diagnostics;
using System.Reflection;

namespace Gateway.Simulator.Bench;

/// <summary>This program as a server, in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess()
    {
        var self = Environment.ProcessPath!;
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        start.ArgumentList.Add("serve");
        _process = Process.Start(start)!;
        var ports = _process.StandardOutput.ReadLine()!.Split(' ');
        (SimulatorPort, BarePort) = (int.Parse(ports[0]), int.Parse(ports[1]));
    }

    public int SimulatorPort { get; }

    public int BarePort { get; }

    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Resident bytes after a collection, and connections with a session.</summary>
    public (long Bytes, int Sessions) Ask()
    {
        Tell("state");
        var words = _process.StandardOutput.ReadLine()!.Split(' ');
        return (long.Parse(words[0]), int.Parse(words[1]));
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
