using System.Runtime.CompilerServices;
using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Fleet;

/// <summary>Gives what happens in a fleet to everyone who reads it.</summary>
internal sealed class ChangeHub(int bound, GatewayScheduler scheduler, ILogger logger)
{
    private readonly Lock _gate = new();
    private BoundedStream<ShardChange>[] _streams = [];
    private bool _completed;

    public void Publish(ShardChange change)
    {
        foreach (var stream in Volatile.Read(ref _streams))
        {
            stream.Publish(change);
        }
    }

    public void Complete()
    {
        BoundedStream<ShardChange>[] streams;
        lock (_gate)
        {
            _completed = true;
            streams = _streams;
            _streams = [];
        }

        foreach (var stream in streams)
        {
            stream.Complete();
        }
    }

    /// <summary>What happens from this call on, not only from the first item asked for.</summary>
    public IAsyncEnumerable<ShardChange> ReadAsync(CancellationToken cancellationToken)
    {
        var stream = new BoundedStream<ShardChange>(bound, scheduler, OnDropped);
        lock (_gate)
        {
            if (_completed)
            {
                stream.Complete();
            }
            else
            {
                _streams = [.. _streams, stream];
            }
        }

        return ReadAsync(stream, cancellationToken);
    }

    private async IAsyncEnumerable<ShardChange> ReadAsync(
        BoundedStream<ShardChange> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await stream.ReadAsync(cancellationToken).ConfigureAwait(false) is { } change)
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _streams = [.. _streams.Where(s => s != stream)];
            }
        }
    }

    private void OnDropped()
    {
        FleetMetrics.ChangesDropped.Add(1);
        logger.FleetChangesDropped(bound);
    }
}
