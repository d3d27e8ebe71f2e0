using System.Diagnostics;
using System.Reflection;

namespace Gateway.Bench.HotPath;

/// <summary>This program as a server, in a process of its own: what it costs is not measured.</summary>
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
        var port = _process.StandardOutput.ReadLine();
        Url = new Uri($"ws://127.0.0.1:{port}/");
    }

    public Uri Url { get; }

    /// <summary>Lets it send to the newest connection.</summary>
    public void Blast(int warmUp, int events)
    {
        _process.StandardInput.WriteLine($"blast {warmUp} {events}");
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
