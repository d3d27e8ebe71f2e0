using Gateway.Core.Driver;
using Gateway.Core.Machine;

namespace Gateway.Core.Fleet;

// The runs of a member, one after the other.
internal sealed partial class FleetMember
{
    private async Task RunAsync()
    {
        Exception? error;
        do
        {
            error = await RunOnceAsync().ConfigureAwait(false);
        }
        while (GoesOn(ref error));

        Latch ended;
        lock (_gate)
        {
            ended = _ended!;
            _ended = null;
            _error = error;
        }

        set.OnEnded(this, error);
        ended.Set();
    }

    private async Task<Exception?> RunOnceAsync()
    {
        GatewayShard? shard = null;
        try
        {
            shard = new GatewayShard(
                context.Template with { Shard = id, Session = _session, Presence = Presence.Newest ?? context.Template.Presence },
                context.Transport, OnTransition, set.Sieve);
            bool stop;
            lock (_gate)
            {
                _shard = shard;
                stop = _stopping || _restart != Restart.None;
            }

            if (stop)
            {
                return null; // Before it began.
            }

            await shard.RunAsync(set.Handler, CancellationToken.None).ConfigureAwait(false);
            return null;
        }
#pragma warning disable CA1031 // Whatever a shard ends with concerns this member, and is reported.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
        finally
        {
            await FinishAsync(shard).ConfigureAwait(false);
        }
    }

    private async ValueTask FinishAsync(GatewayShard? shard)
    {
        if (shard is null)
        {
            return;
        }

        await shard.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _session = shard.ExportHandled();
        }

        OnReadyChanged(false);
    }

    private bool GoesOn(ref Exception? error)
    {
        lock (_gate)
        {
            if (_restart == Restart.None || _stopping)
            {
                return false;
            }

            _session = _restart == Restart.Fresh ? null : _session;
            _restart = Restart.None;
            error = null;
        }

        context.Changes.Publish(new ShardChange(id, ShardChangeKind.Started));
        return true;
    }

    private void OnTransition(ShardTransition transition)
    {
        OnReadyChanged(transition.To == ShardStateKind.Ready);
        context.Changes.Publish(new ShardChange(id, ShardChangeKind.Transitioned) { Transition = transition });
        if (transition.To == ShardStateKind.Ready)
        {
            Presence.OnReady(Shard!);
        }
    }

    private void OnReadyChanged(bool isReady)
    {
        lock (_gate)
        {
            if (_isReady == isReady)
            {
                return;
            }

            _isReady = isReady;
        }

        set.OnReadyChanged(isReady);
    }
}
