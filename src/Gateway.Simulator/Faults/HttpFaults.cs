using Gateway.Simulator.Server;

namespace Gateway.Simulator.Faults;

/// <summary>Bad answers of the HTTP side, for the calls that come next.</summary>
/// <remarks>Thread safe.</remarks>
public sealed class HttpFaults
{
    private readonly ServerState _state;
    private readonly FaultLog _log;
    private readonly Queue<(int Status, TimeSpan? RetryAfter)> _next = new();

    internal HttpFaults(ServerState state, FaultLog log)
    {
        _state = state;
        _log = log;
    }

    /// <summary>Answers the next calls to Get Gateway and Get Gateway Bot with an error.</summary>
    /// <param name="status">400 to 599. 429 gets Discord's body with <c>retry_after</c>.</param>
    /// <param name="retryAfter">For the Retry-After header, in whole seconds, rounded up, and the body of a 429, exact.</param>
    /// <param name="count">How many calls, 1 to 1,000,000. They queue behind those asked for before.</param>
    public void FailNext(int status, TimeSpan? retryAfter = null, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1_000_000);
        _state.Locked(() =>
        {
            for (var i = 0; i < count; i++)
            {
                _next.Enqueue((status, retryAfter));
            }

            _log.Write(_state.Now, FaultVerb.FailHttp, status);
        });
    }

    /// <summary>Takes back what was asked for.</summary>
    internal void Clear() => _state.Locked(_next.Clear);

    internal bool TryTake(out int status, out TimeSpan? retryAfter)
    {
        bool any;
        ((status, retryAfter), any) = _state.Locked(() => _next.TryDequeue(out var fault) ? (fault, true) : (default, false));
        return any;
    }
}
