using System.Diagnostics;
using System.Reflection;

namespace Samples.Tests;

/// <summary>A sample as its user runs it: a process, with its settings in the environment. Enter stops it.</summary>
internal sealed class SampleProcess : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _lines = [];

    public SampleProcess(string name, Uri gateway, string arguments = "", params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", $"\"{AssemblyOf(name)}\" {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GATEWAY_URL"] = gateway.OriginalString;
        start.Environment["DISCORD_TOKEN"] = "sim-token";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Note(e.Data);
        _process.ErrorDataReceived += (_, e) => Note(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public int CountOf(string start) => Lines.Count(l => l.StartsWith(start, StringComparison.Ordinal));

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Limit)
            {
                Assert.Fail($"Not: {what}. Exited: {_process.HasExited}. Said:\n{string.Join('\n', Lines)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Presses Enter; answers with the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_lines)
        {
            _lines.Add(line ?? "");
        }
    }

    private static string AssemblyOf(string name)
    {
        var configuration = typeof(SampleProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == "Configuration").Value!;
        return RepositoryFiles.PathOf("samples", name, "bin", configuration, "net10.0", name + ".dll");
    }
}
