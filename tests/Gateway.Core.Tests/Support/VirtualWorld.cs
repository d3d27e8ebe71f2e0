using Gateway.Core.Contracts;
using Gateway.Core.Driver;

namespace Gateway.Core.Tests.Support;

/// <summary>
/// One thread, one clock, one queue: driver, transport and simulator all run in here. What would run on another
/// thread fails the test.
/// </summary>
internal sealed class VirtualWorld : GatewayScheduler
{
    // A conversation that never comes to rest would keep a test from ending.
    private const int MaxStepsWithoutTime = 1_000_000;
    private readonly Queue<Action> _queue = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<string> _log = [];

    // NUnit installs a context of its own; under any context, completed tasks would hop to the pool.
    public VirtualWorld() => SynchronizationContext.SetSynchronizationContext(null);

    public ManualTimeProvider Time { get; } = new();

    /// <summary>What was noted, in order, with its time.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>Times at which something ran on a thread that is not the world's.</summary>
    public int ForeignThreads { get; private set; }

    public TimeSpan Now => Time.Elapsed;

    public override void Post(IThreadPoolWorkItem item) => Post(item.Execute);

    public void Post(Action action)
    {
        CheckThread();
        _queue.Enqueue(action);
    }

    public void Note(string line)
    {
        CheckThread();
        _log.Add($"{Now:c} {line}");
    }

    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            ForeignThreads++;
        }
    }

    /// <summary>Runs until nothing is left to do now.</summary>
    public void Settle()
    {
        for (var steps = 0; _queue.TryDequeue(out var action); steps++)
        {
            if (steps > MaxStepsWithoutTime)
            {
                throw new InvalidOperationException($"The world does not come to rest at {Now}.");
            }

            action();
        }
    }

    /// <summary>Lets time pass, from timer to timer.</summary>
    public void Run(TimeSpan time)
    {
        var end = Now + time;
        Settle();
        while (Time.UntilNextTimer is { } wait && Now + wait <= end)
        {
            Time.Advance(wait);
            Settle();
        }

        Time.Advance(end - Now);
        Settle();
    }

    /// <summary>Lets time pass until the condition holds; fails when it does not within the limit.</summary>
    public void RunUntil(Func<bool> condition, string what, TimeSpan? limit = null)
    {
        var end = Now + (limit ?? TimeSpan.FromHours(1));
        Settle();
        while (!condition())
        {
            if (Time.UntilNextTimer is not { } wait || Now + wait > end)
            {
                throw new TimeoutException($"At {Now} still not: {what}. Log:\n{string.Join('\n', _log.Take(20).Concat(_log.TakeLast(40)))}");
            }

            Time.Advance(wait);
            Settle();
        }
    }

    /// <summary>Lets time pass until the task has ended, and throws what it has ended with.</summary>
    public void Await(Task task, TimeSpan? limit = null)
    {
        RunUntil(() => task.IsCompleted, "the task has ended", limit);
        task.GetAwaiter().GetResult();
    }
}
