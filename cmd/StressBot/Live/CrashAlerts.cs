using Microsoft.Extensions.Logging;
using StressBot.Running;

namespace StressBot.Live;

/// <summary>Brings exceptions that nobody caught to the log, and so to the alerts.</summary>
internal sealed class CrashAlerts : IDisposable
{
    private readonly BotLog _log;
    private readonly Func<Task> _flush;

    /// <param name="log">Where they go.</param>
    /// <param name="flush">Posts what waits; the process ends after it.</param>
    public CrashAlerts(BotLog log, Func<Task> flush)
    {
        _log = log;
        _flush = flush;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
    }

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e)
    {
        _log.Write(LogLevel.Critical, "Crash", $"{e.ExceptionObject}");
        _flush().GetAwaiter().GetResult(); // The process ends with this event: there is nobody left to be held up.
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) =>
        _log.Write(LogLevel.Error, "UnobservedException", $"{e.Exception}");
}
