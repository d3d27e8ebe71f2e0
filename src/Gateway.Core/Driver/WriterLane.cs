using Gateway.Core.Protocol;
using Gateway.Core.Transport;

namespace Gateway.Core.Driver;

/// <summary>
/// The one writer of a connection: heartbeats go first, then Identify and Resume, then commands; the close frame is the
/// last thing. Commands that wait together go out in one write. Nobody waits in here for the rate limit, so what is ahead
/// of a heartbeat is at most the write under way.
/// </summary>
internal sealed class WriterLane(ITransportConnection transport, ILaneOwner owner, bool isBinary)
{
    // The machine sends at most 120 payloads a minute; more waiting means that the socket takes nothing, which the
    // deadline of the write under way ends.
    private const int Bound = 256;

    // What a heartbeat may have to wait for: about as much as a socket takes at once.
    private const int MostInOneWrite = 16;
    private const int MostBytesInOneWrite = 16 * 1024;
    private const long NotWriting = -1;
    private readonly Lock _gate = new();
    private readonly LinkedList<LaneItem> _items = [];
    private readonly List<LaneItem> _underWay = []; // The drain's own.
    private readonly LaneItem _beat = new(); // Every heartbeat: they are written one at a time.
    private byte[]? _beatBytes;
    private ReadOnlyMemory<byte>[]? _payloads;
    private int _beats;
    private long _writingSince = NotWriting;
    private bool _writing;
    private bool _closed;

    /// <summary>When the write under way began; null when there is none.</summary>
    public TimeSpan? WritingSince => Volatile.Read(ref _writingSince) is var ticks and not NotWriting
        ? TimeSpan.FromTicks(ticks)
        : null;

    /// <summary>Writes it as soon as may be.</summary>
    public void Enqueue(LaneItem item)
    {
        Append(item);
        Begin();
    }

    /// <summary>Adds it to what is written after <see cref="Begin"/>, or already is being written.</summary>
    public void Append(LaneItem item)
    {
        bool refused;
        lock (_gate)
        {
            refused = _closed || _items.Count >= Bound;
            if (!refused)
            {
                Insert(item);
                _closed = item.Close is not null;
            }
        }

        if (refused)
        {
            owner.OnLaneRefused(item);
        }
    }

    /// <summary>Writes a heartbeat as soon as may be; the owner is asked for its bytes when its turn comes.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            if (_closed || _beats >= Bound)
            {
                return;
            }

            _beats++;
        }

        Begin();
    }

    /// <summary>Writes what was added, unless that is being done already.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            if (_writing || (_items.Count == 0 && _beats == 0))
            {
                return;
            }

            _writing = true;
        }

        _ = DrainAsync();
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
        while (TryTake())
        {
            try
            {
                WriteBeat();
                foreach (var item in _underWay)
                {
                    owner.OnWriting(item);
                }

                await WriteAsync().ConfigureAwait(false);
                Volatile.Write(ref _writingSince, NotWriting);
                foreach (var item in _underWay)
                {
                    owner.OnWritten(item);
                }
            }
#pragma warning disable CA1031 // Whatever a transport throws means that the connection is lost; so it is when a logger throws.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Abandon(e);
                return;
            }
        }
    }

    // Takes the next item, and the commands that may go with it.
    private bool TryTake()
    {
        _underWay.Clear();
        lock (_gate)
        {
            if (_beats > 0)
            {
                _beats--;
                _underWay.Add(_beat);
            }
            else
            {
                var bytes = 0;
                while (_items.First is { Value: var item } && (_underWay.Count == 0 || Joins(item, bytes)))
                {
                    _items.RemoveFirst();
                    _underWay.Add(item);
                    bytes += item.Payload.Length;
                }
            }

            return _writing = _underWay.Count > 0;
        }
    }

    // Late, so that it tells the sequence of the moment it is sent.
    private void WriteBeat()
    {
        if (_underWay[0] == _beat)
        {
            _beatBytes ??= new byte[PayloadWriter.MaxHeartbeatBytes];
            _beat.Payload = _beatBytes.AsMemory(0, owner.WriteHeartbeat(_beatBytes));
        }
    }

    private bool Joins(LaneItem item, int bytes) =>
        _underWay[0].Command is not null && item.Command is not null
        && _underWay.Count < MostInOneWrite && bytes + item.Payload.Length <= MostBytesInOneWrite;

    private ValueTask WriteAsync()
    {
        Volatile.Write(ref _writingSince, owner.Now.Ticks);
        var write = Write();
        if (!write.IsCompleted)
        {
            owner.OnWriteStarted(); // Hardly ever: a socket takes a payload at once, and the timer is not touched for that.
        }

        return write;
    }

    private ValueTask Write()
    {
        if (_underWay.Count > 1)
        {
            _payloads ??= new ReadOnlyMemory<byte>[MostInOneWrite];
            for (var i = 0; i < _underWay.Count; i++)
            {
                _payloads[i] = _underWay[i].Payload;
            }

            return transport.SendAsync(_payloads.AsMemory(0, _underWay.Count), isBinary);
        }

        return _underWay[0] is { Close: { } close }
            ? transport.CloseOutputAsync(close.Code, close.Reason)
            : transport.SendAsync(_underWay[0].Payload, isBinary);
    }

    private void Abandon(Exception error)
    {
        LaneItem[] rest;
        lock (_gate)
        {
            _closed = true;
            rest = [.. _items];
            _items.Clear();
            _beats = 0;
        }

        Volatile.Write(ref _writingSince, NotWriting);
        foreach (var item in _underWay)
        {
            owner.OnWriteFailed(item, error);
        }

        foreach (var item in rest)
        {
            owner.OnLaneRefused(item);
        }
    }
}
