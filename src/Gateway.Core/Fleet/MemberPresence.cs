using Gateway.Core.Commands;

namespace Gateway.Core.Fleet;

/// <summary>
/// The presence of one member: the newest counts, over connections, sessions and restarts. One that was overtaken while it
/// waited is not sent.
/// </summary>
#pragma warning disable CA1001 // The token sources have no timer: there is nothing to dispose.
internal sealed class MemberPresence
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private UpdatePresence? _newest;
    private CancellationTokenSource? _sending;
    private bool _unsent;

    public UpdatePresence? Newest
    {
        get
        {
            lock (_gate)
            {
                return _newest;
            }
        }
    }

    public void Set(UpdatePresence presence, GatewayShard? shard)
    {
        CancellationTokenSource? overtaken;
        lock (_gate)
        {
            _newest = presence;
            _unsent = true;
            overtaken = _sending;
            _sending = null;
        }

        overtaken?.Cancel();
        if (shard is not null)
        {
            _ = SendAsync(shard);
        }
    }

    /// <summary>What could not be sent before is tried again.</summary>
    public void OnReady(GatewayShard shard)
    {
        lock (_gate)
        {
            if (!_unsent || _sending is not null)
            {
                return;
            }
        }

        _ = SendAsync(shard);
    }

    private async Task SendAsync(GatewayShard shard)
    {
        UpdatePresence presence;
        CancellationTokenSource sending;
        lock (_gate)
        {
            presence = _newest!;
            sending = _sending = new CancellationTokenSource();
        }

        var sent = false;
        try
        {
            await shard.SendAsync(presence, sending.Token).ConfigureAwait(false);
            sent = true;
        }
        catch (Exception e) when (e is GatewayException or OperationCanceledException)
        {
            // Overtaken; or the shard has ended, its queue is full, or the connection broke: then the next Ready, or the
            // Identify of the next run, brings it.
        }

        lock (_gate)
        {
            if (_sending == sending)
            {
                _sending = null;
                _unsent = !sent;
            }
        }
    }
}
