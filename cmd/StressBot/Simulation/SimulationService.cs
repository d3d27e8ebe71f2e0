using StressBot.Account;
using StressBot.Processes;

namespace StressBot.Simulation;

/// <summary>The simulator in a child.</summary>
internal sealed class SimulationService(LocalSimulation simulation) : ILineService
{
    public const string State = "state";
    public const string Quiet = "quiet";
    public const string Drop = "drop";
    public const string Numbers = "numbers";
    public const string Judge = "judge"; // With the client's account.

    public string Greeting => LineProtocol.Write(simulation.HttpBaseUrl);

    public static async Task<ILineService> StartAsync(string settings) => new SimulationService(
        await LocalSimulation.StartAsync(LineProtocol.Read<SimulationSettings>(settings), CancellationToken.None).ConfigureAwait(false));

    public async Task<string> AnswerAsync(string verb, string argument)
    {
        switch (verb)
        {
            case State:
                return LineProtocol.Write(await simulation.GetStateAsync().ConfigureAwait(false));
            case Quiet:
                await simulation.QuietAsync().ConfigureAwait(false);
                return LineProtocol.Write(true);
            case Drop:
                return LineProtocol.Write(await simulation.DropAllAsync().ConfigureAwait(false));
            case Numbers:
                return LineProtocol.Write(await simulation.GetNumbersAsync().ConfigureAwait(false));
            case Judge:
                var client = LineProtocol.Read<ClientAccount>(argument);
                return LineProtocol.Write(await simulation.JudgeAsync(client).ConfigureAwait(false));
            default:
                throw new InvalidOperationException($"'{verb}' is not a verb. Allowed: {State}, {Quiet}, {Drop}, {Numbers}, {Judge}.");
        }
    }

    public ValueTask DisposeAsync() => simulation.DisposeAsync();
}
