namespace Gateway.Core.Limits;

/// <summary>Somebody who waits for a permit. Its continuations run on whoever completes it, always outside the limiter's lock.</summary>
internal sealed class IdentifyWaiter : TaskCompletionSource<IdentifyPermit>
{
    internal IdentifyWaiter(ShardId shard, long arrival)
    {
        Shard = shard;
        Arrival = arrival;
        Node = new LinkedListNode<IdentifyWaiter>(this);
    }

    internal ShardId Shard { get; }

    /// <summary>Its number in the order of arrival over all buckets.</summary>
    internal long Arrival { get; }

    /// <summary>The place in the queue of its bucket; in no list once it was served or gave up.</summary>
    internal LinkedListNode<IdentifyWaiter> Node { get; }

    internal CancellationTokenRegistration Registration { get; set; }
}
