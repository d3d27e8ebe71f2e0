namespace StressBot.Processes;

/// <summary>What a child does for its parent.</summary>
internal interface ILineService : IAsyncDisposable
{
    /// <summary>The answer to the settings.</summary>
    string Greeting { get; }

    /// <summary>The answer to a verb.</summary>
    /// <exception cref="InvalidOperationException">There is no such verb.</exception>
    Task<string> AnswerAsync(string verb, string argument);
}
