namespace Gateway.Contracts;

/// <summary>The bound of every wait of a test: long enough for a busy machine, short enough to end a hang.</summary>
public static class Deadline
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task<T> Within<T>(Task<T> task) => task.WaitAsync(Limit);

    public static Task Within(Task task) => task.WaitAsync(Limit);

    public static Task<T> Within<T>(ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    public static Task Within(ValueTask task) => task.AsTask().WaitAsync(Limit);
}
