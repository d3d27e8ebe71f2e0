using StressBot.Processes;

namespace StressBot.Clients;

/// <summary>The bot in a child.</summary>
internal sealed class ClientService(FleetClient client) : ILineService
{
    public const string State = "state";
    public const string Measure = "measure";
    public const string Report = "report";
    public const string Take = "take"; // With a shard of another process.
    public const string Stop = "stop"; // With whether sessions are kept.

    public string Greeting => LineProtocol.Write(Environment.ProcessId);

    public static Task<ILineService> StartAsync(string settings) => Task.FromResult<ILineService>(
        new ClientService(FleetClient.Start(LineProtocol.Read<ClientSettings>(settings), Console.Error)));

    public async Task<string> AnswerAsync(string verb, string argument)
    {
        switch (verb)
        {
            case State:
                return LineProtocol.Write(await client.GetStateAsync().ConfigureAwait(false));
            case Measure:
                await client.MeasureAsync().ConfigureAwait(false);
                return LineProtocol.Write(true);
            case Report:
                return LineProtocol.Write(await client.ReportAsync().ConfigureAwait(false));
            case Take:
                await client.TakeAsync(LineProtocol.Read<TakenShard>(argument)).ConfigureAwait(false);
                return LineProtocol.Write(true);
            case Stop:
                return LineProtocol.Write(await client.StopAsync(LineProtocol.Read<bool>(argument)).ConfigureAwait(false));
            default:
                throw new InvalidOperationException($"'{verb}' is not a verb. Allowed: {State}, {Measure}, {Report}, {Take}, {Stop}.");
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
