using Gateway.Core.Limits;
using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

// The gate that is asked before each dial, when there is one.
internal sealed partial class ShardDriver
{
    private Reservation<ConnectGrant>? _slot;
    private TimeSpan _readySince;
    private TimeSpan? _readyFor; // Of the connection that has ended last.

    /// <summary>Since when the shard waits for the connect gate; null when it does not.</summary>
    public TimeSpan? ConnectAwaitedSince => _slot is { IsAwaited: true } slot ? slot.AskedAt : null;

    private async Task AcquireConnectGrantAsync(AcquireConnectGrantAction action)
    {
        var slot = new Reservation<ConnectGrant>(Now);
        _slot = slot;
        try
        {
            var request = new ConnectRequest(Options.Shard, action.WillResume, action.After, _readyFor);
            if (await slot.AcquireAsync(cancel => Options.ConnectGate!.AcquireAsync(request, cancel)).ConfigureAwait(false))
            {
                Input(action.Connection, static (m, c, now) => m.OnConnectGranted(c, now));
            }
        }
#pragma warning disable CA1031 // The gate is injected: its failure counts as a failed dial, and is tried again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Input((action.Connection, e), static (m, s, now) => m.OnConnectRefused(s.Connection, s.e, now));
        }
    }

    private void SettleSlot(ShardTransition transition)
    {
        if (transition.To is ShardStateKind.Identifying or ShardStateKind.Resuming)
        {
            _slot?.Held?.Greeted();
        }
        else
        {
            var isReady = transition.To == ShardStateKind.Ready;
            _readyFor = transition.From == ShardStateKind.Ready ? Now - _readySince : null;
            _readySince = isReady ? Now : _readySince;
            _slot?.Held?.Settled(isReady);
            _slot?.Dispose();
            _slot = null;
        }
    }
}
