using System.Diagnostics;

namespace StressBot.Processes;

/// <summary>The parent's side: the same program, started again as a child that serves.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _name;
    private bool _disposed;

    private ChildProcess(Process process, string name) => (_process, _name) = (process, name);

    /// <summary>Starts a child and gives it its settings.</summary>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="role">The switch that makes the program a child of this kind.</param>
    /// <param name="settings">Its first line.</param>
    /// <returns>The child and its greeting.</returns>
    public static async Task<(ChildProcess Child, TGreeting Greeting)> StartAsync<TSettings, TGreeting>(string name, string role, TSettings settings)
    {
        var process = Process.Start(StartInfo(role)) ?? throw new InvalidOperationException($"The {name} could not be started.");
        var child = new ChildProcess(process, name);
        try
        {
            return (child, await child.AskAsync<TGreeting>(LineProtocol.Write(settings)).ConfigureAwait(false));
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<T> AskAsync<T>(string line)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
            var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"The {_name}'s process has ended; what it said is above.");
            return LineProtocol.Read<T>(answer);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the process from outside (SIGKILL), whatever it is doing.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(ExitPatience).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(ExitPatience);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            _process.Kill();
        }

        _process.Dispose();
        _turn.Dispose();
    }

    // As this process was started: by its own executable, or by the dotnet host with the program's file.
    private static ProcessStartInfo StartInfo(string role)
    {
        var program = typeof(ChildProcess).Assembly;
        var self = Environment.ProcessPath;
        var own = Path.GetFileNameWithoutExtension(self) == program.GetName().Name;
        var host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? self! : "dotnet";
        var info = new ProcessStartInfo(own ? self! : host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (!own)
        {
            info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{program.GetName().Name}.dll"));
        }

        info.ArgumentList.Add(role);
        return info;
    }
}
