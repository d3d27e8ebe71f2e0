using System.Runtime.InteropServices;
using StressBot.Account;

namespace StressBot.Simulation;

/// <summary>The child's side: a simulator that is told over stdin what to do.</summary>
internal static class ChildServer
{
    public static async Task RunAsync(TextReader input, TextWriter output)
    {
        // Signals go to the whole process group; the parent still needs the account, and ends this by closing the input.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static c => c.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static c => c.Cancel = true);
        if (await input.ReadLineAsync().ConfigureAwait(false) is not { } first)
        {
            return;
        }

        var settings = ChildProtocol.Read<SimulationSettings>(first);
        await using var simulation = await LocalSimulation.StartAsync(settings, CancellationToken.None).ConfigureAwait(false);
        await SayAsync(output, ChildProtocol.Write(simulation.HttpBaseUrl)).ConfigureAwait(false);
        while (await input.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            await SayAsync(output, await AnswerAsync(simulation, line).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private static async Task<string> AnswerAsync(LocalSimulation simulation, string line)
    {
        var space = line.IndexOf(' ');
        switch (space < 0 ? line : line[..space])
        {
            case ChildProtocol.State:
                return ChildProtocol.Write(await simulation.GetStateAsync().ConfigureAwait(false));
            case ChildProtocol.Quiet:
                await simulation.QuietAsync().ConfigureAwait(false);
                return "true";
            case ChildProtocol.Judge:
                var client = ChildProtocol.Read<ClientAccount>(line[(space + 1)..]);
                return ChildProtocol.Write(await simulation.JudgeAsync(client).ConfigureAwait(false));
            default:
                throw new InvalidOperationException($"'{line}' is not a verb. Allowed: state, quiet, judge.");
        }
    }

    private static async Task SayAsync(TextWriter output, string line)
    {
        await output.WriteLineAsync(line).ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
    }
}
