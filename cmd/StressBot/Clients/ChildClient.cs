using StressBot.Options;
using StressBot.Processes;

namespace StressBot.Clients;

/// <summary>The bot as a process of its own.</summary>
internal sealed class ChildClient(ChildProcess child, int processId) : IBotClient
{
    public int ProcessId => processId;

    public static async Task<ChildClient> StartAsync(ClientSettings settings)
    {
        var (child, id) = await ChildProcess.StartAsync<ClientSettings, int>("client", OptionTable.ClientSwitch, settings).ConfigureAwait(false);
        return new ChildClient(child, id);
    }

    public Task<ClientState> GetStateAsync() => child.AskAsync<ClientState>(ClientService.State);

    public Task MeasureAsync() => child.AskAsync<bool>(ClientService.Measure);

    public Task<ClientReport> ReportAsync() => child.AskAsync<ClientReport>(ClientService.Report);

    /// <summary>Goes on with a shard of this process.</summary>
    public Task TakeAsync(TakenShard taken) => child.AskAsync<bool>($"{ClientService.Take} {LineProtocol.Write(taken)}");

    public async Task<IReadOnlyList<string>> StopAsync(bool keepSessions) =>
        await child.AskAsync<string[]>($"{ClientService.Stop} {LineProtocol.Write(keepSessions)}").ConfigureAwait(false);

    /// <summary>Ends the process at once: it hears nothing of it.</summary>
    public Task KillAsync() => child.KillAsync();

    public ValueTask DisposeAsync() => child.DisposeAsync();
}
