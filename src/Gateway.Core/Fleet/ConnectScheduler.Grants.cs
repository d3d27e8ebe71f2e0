using Gateway.Core.Limits;

namespace Gateway.Core.Fleet;

// Grants that are out, and what they hold.
public sealed partial class ConnectScheduler
{
    private void Release(SlotGrant grant, bool inFlight, bool bucket, bool ready)
    {
        lock (_gate)
        {
            if (inFlight && grant.HoldsFlight)
            {
                grant.HoldsFlight = false;
                _inFlight--;
            }

            if (bucket && grant.HoldsBucket)
            {
                grant.HoldsBucket = false;
                _queue.OnIdentifierGone(grant.Request.Shard);
            }

            if (ready)
            {
                _quarantine.OnReady(grant.Request.Shard);
            }
        }

        Serve();
    }

    /// <summary>What it holds is guarded by the gate's lock.</summary>
    private sealed class SlotGrant(ConnectScheduler owner, ConnectRequest request) : ConnectGrant
    {
        public ConnectRequest Request => request;

        public bool HoldsFlight { get; set; } = true;

        public bool HoldsBucket { get; set; } = !request.WillResume;

        // One that identifies may wait for its turn now; one that resumes has the replay before it.
        public override void Greeted() => owner.Release(this, inFlight: !request.WillResume, bucket: false, ready: false);

        public override void Settled(bool ready) => owner.Release(this, inFlight: true, bucket: true, ready);

        protected override void Dispose(bool disposing) => owner.Release(this, inFlight: true, bucket: true, ready: false);
    }
}
