using System.Diagnostics;
using System.Text.Json;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Interop;

/// <summary>A script of tests/interop as a process: its lines of JSON, and an end within a deadline whatever it does.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _told = [];
    private readonly List<string> _other = [];

    public NodeProcess(string node, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(node, [Requirement.InteropFile(script), .. arguments])
        {
            WorkingDirectory = Requirement.InteropFile(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Note(e.Data);
        _process.ErrorDataReceived += (_, e) => Note(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Every line with <c>"at": at</c> so far.</summary>
    public IReadOnlyList<JsonElement> Told(string at)
    {
        lock (_gate)
        {
            return [.. _told.Where(t => t.GetProperty("at").GetString() == at)];
        }
    }

    /// <summary>Waits for the n-th line with <c>"at": at</c>.</summary>
    public async Task<JsonElement> UntilAsync(string at, int count = 1)
    {
        await UntilAsync(() => Told(at).Count >= count, $"'{at}' {count} times");
        return Told(at)[count - 1];
    }

    public Task UntilAsync(Func<bool> condition, string what)
        => Wait.UntilAsync(condition, () => $"{what}. The script said:\n{Text()}", () => _process.HasExited && !condition());

    /// <summary>Tells it to stop, and answers with its last line once it is gone.</summary>
    public async Task<JsonElement> StopAsync()
    {
        await _process.StandardInput.WriteLineAsync("stop");
        await _process.StandardInput.FlushAsync();
        var last = await UntilAsync("finished");
        using var deadline = new CancellationTokenSource(Wait.Limit);
        await _process.WaitForExitAsync(deadline.Token);
        Assert.That(_process.ExitCode, Is.Zero, Text());
        return last;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string Text()
    {
        lock (_gate)
        {
            return string.Join('\n', _told.TakeLast(20).Select(t => t.ToString()).Concat(_other).Select(l => l.Length < 500 ? l : l[..500]));
        }
    }

    private void Note(string? line)
    {
        lock (_gate)
        {
            if (line?.StartsWith("{\"at\"", StringComparison.Ordinal) == true)
            {
                using var json = JsonDocument.Parse(line);
                _told.Add(json.RootElement.Clone());
            }
            else if (line is not null)
            {
                _other.Add(line);
            }
        }
    }
}
