using System.Diagnostics;

namespace StressBot.Reporting;

/// <summary>
/// Measures how long the machine held this process up: a thread of its own that only sleeps, and looks how much longer
/// it slept than it wanted. Late heartbeats with long stalls are the machine's, without them the library's.
/// </summary>
internal sealed class StallMeter : IDisposable
{
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(10);
    private readonly Thread _thread;
    private volatile bool _stopped;
    private long _longestTicks;

    public StallMeter()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = nameof(StallMeter) };
        _thread.Start();
    }

    public TimeSpan Longest => TimeSpan.FromTicks(Interlocked.Read(ref _longestTicks));

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_stopped)
        {
            var began = Stopwatch.GetTimestamp();
            Thread.Sleep(Nap);
            var over = (Stopwatch.GetElapsedTime(began) - Nap).Ticks;
            Interlocked.Exchange(ref _longestTicks, Math.Max(over, _longestTicks));
        }
    }
}
