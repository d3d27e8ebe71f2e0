using Microsoft.Extensions.Logging;

namespace Gateway.Core.Tests.Support;

/// <summary>One line of a log.</summary>
internal sealed record LogLine(LogLevel Level, EventId Id, string Text, Exception? Error);

/// <summary>Keeps every line, at every level.</summary>
internal sealed class RecordingLogs : ILoggerFactory, ILogger
{
    public List<LogLine> Lines { get; } = [];

    public IEnumerable<LogLine> Of(int id) => Lines.Where(l => l.Id.Id == id);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        Lines.Add(new LogLine(logLevel, eventId, formatter(state, exception), exception));
}
