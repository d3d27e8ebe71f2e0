using Gateway.Core.Machine;
using Gateway.Core.Transport;

namespace Gateway.Core.Driver;

/// <summary>What is written to a socket: a payload of the machine, a command, or the close frame.</summary>
internal sealed class LaneItem
{
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public SendPurpose? Purpose { get; init; }

    public PendingCommand? Command { get; init; }

    public (int Code, string Reason)? Close { get; init; }
}

/// <summary>
/// The one writer of a connection: heartbeats, Identify and Resume go before commands; the close frame is the last
/// thing. Nobody waits in here for the rate limit, so what is ahead of a heartbeat is at most the write under way.
/// </summary>
internal sealed class WriterLane(ITransportConnection transport, ILaneOwner owner, bool isBinary)
{
    // The machine sends at most 120 payloads a minute; more waiting means that the socket takes nothing, which the
    // deadline of the write under way ends.
    private const int Bound = 256;
    private const long NotWriting = -1;
    private readonly Lock _gate = new();
    private readonly LinkedList<LaneItem> _items = [];
    private long _writingSince = NotWriting;
    private bool _writing;
    private bool _closed;

    /// <summary>When the write under way began; null when there is none.</summary>
    public TimeSpan? WritingSince => Volatile.Read(ref _writingSince) is var ticks and not NotWriting
        ? TimeSpan.FromTicks(ticks)
        : null;

    public void Enqueue(LaneItem item)
    {
        bool refused;
        var begin = false;
        lock (_gate)
        {
            refused = _closed || _items.Count >= Bound;
            if (!refused)
            {
                Insert(item);
                _closed = item.Close is not null;
                begin = !_writing;
                _writing = true;
            }
        }

        if (refused)
        {
            owner.OnLaneRefused(item);
        }
        else if (begin)
        {
            _ = DrainAsync();
        }
    }

    private void Insert(LaneItem item)
    {
        if (item.Purpose is null)
        {
            _items.AddLast(item);
            return;
        }

        var node = _items.First;
        while (node?.Value.Purpose is not null)
        {
            node = node.Next;
        }

        if (node is null)
        {
            _items.AddLast(item);
        }
        else
        {
            _items.AddBefore(node, item);
        }
    }

    private async Task DrainAsync()
    {
        while (TryTake(out var item))
        {
            try
            {
                owner.OnWriting(item);
                await WriteAsync(item).ConfigureAwait(false);
                Volatile.Write(ref _writingSince, NotWriting);
                owner.OnWritten(item);
            }
#pragma warning disable CA1031 // Whatever a transport throws means that the connection is lost; so it is when a logger throws.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Abandon(item, e);
                return;
            }
        }
    }

    private ValueTask WriteAsync(LaneItem item)
    {
        Volatile.Write(ref _writingSince, owner.Now.Ticks);
        owner.OnWriteStarted();
        return item.Close is { } close
            ? transport.CloseOutputAsync(close.Code, close.Reason)
            : transport.SendAsync(item.Payload, isBinary);
    }

    private bool TryTake(out LaneItem item)
    {
        lock (_gate)
        {
            if (_items.First is { } first)
            {
                item = first.Value;
                _items.RemoveFirst();
                return true;
            }

            _writing = false;
            item = null!;
            return false;
        }
    }

    private void Abandon(LaneItem failed, Exception error)
    {
        LaneItem[] rest;
        lock (_gate)
        {
            _closed = true;
            rest = [.. _items];
            _items.Clear();
        }

        Volatile.Write(ref _writingSince, NotWriting);
        owner.OnWriteFailed(failed, error);
        foreach (var item in rest)
        {
            owner.OnLaneRefused(item);
        }
    }
}

/// <summary>Who is told what becomes of the items of a lane.</summary>
internal interface ILaneOwner
{
    TimeSpan Now { get; }

    /// <summary>The item is about to be handed to the socket.</summary>
    void OnWriting(LaneItem item);

    /// <summary>A write is under way: its deadline counts.</summary>
    void OnWriteStarted();

    /// <summary>The socket has taken the item.</summary>
    void OnWritten(LaneItem item);

    /// <summary>The write failed: it may or may not have reached the peer.</summary>
    void OnWriteFailed(LaneItem item, Exception error);

    /// <summary>The item was never handed to the socket.</summary>
    void OnLaneRefused(LaneItem item);
}
