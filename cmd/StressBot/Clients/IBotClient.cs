namespace StressBot.Clients;

/// <summary>The bot of a simulated run: in this process, or in a child.</summary>
internal interface IBotClient : IAsyncDisposable
{
    Task<ClientState> GetStateAsync();

    /// <summary>From here on it is counted what the client costs.</summary>
    Task MeasureAsync();

    /// <summary>Everything that it has seen so far; also after the stop.</summary>
    Task<ClientReport> ReportAsync();

    /// <summary>Stops all shards; what was wrong with any end.</summary>
    /// <param name="keepSessions">Whether another process goes on with them.</param>
    Task<IReadOnlyList<string>> StopAsync(bool keepSessions);
}
