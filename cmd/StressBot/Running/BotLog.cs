using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StressBot.Running;

/// <summary>
/// Where the library logs to: counts warnings and worse, checks every line for the token, prints when asked to, and
/// passes what is bad on to the alerts.
/// </summary>
internal sealed class BotLog(string token, TextWriter? print, Action<LogLevel, string>? alert = null) : ILoggerFactory, ILogger
{
    private readonly ConcurrentDictionary<string, long> _byName = new();
    private readonly Lock _gate = new();
    private long _leaks;
    private long _critical;

    /// <summary>Warnings and worse, by the name of the event.</summary>
    public IReadOnlyDictionary<string, long> Counts => new SortedDictionary<string, long>(_byName, StringComparer.Ordinal);

    public IEnumerable<string> Violations()
    {
        if (Interlocked.Read(ref _leaks) is > 0 and var leaks)
        {
            yield return $"The token was in {leaks} log lines.";
        }

        if (Interlocked.Read(ref _critical) is > 0 and var critical)
        {
            yield return $"{critical} critical log lines: a shard ended by a fault of the library.";
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel >= (print is null ? LogLevel.Warning : LogLevel.Information);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        Write(logLevel, eventId.Name ?? "Log", formatter(state, exception) + (exception is null ? "" : $" {exception}"));
    }

    /// <summary>A line of the bot's own.</summary>
    public void Write(LogLevel level, string name, string text)
    {
        if (text.Contains(token, StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _leaks);
            text = text.Replace(token, "***", StringComparison.Ordinal);
        }

        if (level >= LogLevel.Warning)
        {
            _byName.AddOrUpdate(name, 1, (_, n) => n + 1);
            Interlocked.Add(ref _critical, level == LogLevel.Critical ? 1 : 0);
            alert?.Invoke(level, $"{name}: {text}");
        }

        if (print is not null)
        {
            lock (_gate)
            {
                print.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {level} {text}");
            }
        }
    }
}
