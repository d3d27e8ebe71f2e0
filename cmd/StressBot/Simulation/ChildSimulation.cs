using System.Diagnostics;
using StressBot.Account;
using StressBot.Options;

namespace StressBot.Simulation;

/// <summary>The simulator as a process of its own: the same program, started again.</summary>
internal sealed class ChildSimulation : ISimulation
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);

    private ChildSimulation(Process process) => _process = process;

    public Uri HttpBaseUrl { get; private set; } = null!;

    public static async Task<ChildSimulation> StartAsync(SimulationSettings settings)
    {
        var process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The simulator could not be started.");
        var child = new ChildSimulation(process);
        try
        {
            child.HttpBaseUrl = await child.AskAsync<Uri>(ChildProtocol.Write(settings)).ConfigureAwait(false);
            return child;
        }
        catch
        {
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<SimulatorState> GetStateAsync() => AskAsync<SimulatorState>(ChildProtocol.State);

    public Task QuietAsync() => AskAsync<bool>(ChildProtocol.Quiet);

    public Task<Verdict> JudgeAsync(ClientAccount client) =>
        AskAsync<Verdict>($"{ChildProtocol.Judge} {ChildProtocol.Write(client)}");

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            _process.Kill();
        }

        _process.Dispose();
        _turn.Dispose();
    }

    private async Task<T> AskAsync<T>(string line)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
            var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The simulator's process has ended; what it said is above.");
            return ChildProtocol.Read<T>(answer);
        }
        finally
        {
            _turn.Release();
        }
    }

    // As this process was started: by its own executable, or by the dotnet host with the program's file.
    private static ProcessStartInfo StartInfo()
    {
        var program = typeof(ChildSimulation).Assembly;
        var self = Environment.ProcessPath;
        var own = Path.GetFileNameWithoutExtension(self) == program.GetName().Name;
        var host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? self! : "dotnet";
        var info = new ProcessStartInfo(own ? self! : host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (!own)
        {
            info.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{program.GetName().Name}.dll"));
        }

        info.ArgumentList.Add(OptionTable.ServeSwitch);
        return info;
    }
}
