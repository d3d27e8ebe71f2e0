using Gateway.Core;
using Gateway.Core.Protocol;

namespace StressBot.Account;

/// <summary>Writes down what the handler of one shard is given. Constant memory a session; allocates nothing per event.</summary>
internal sealed class ShardLedger(int shard)
{
    private readonly Lock _gate = new();
    private readonly List<Page> _pages = [];
    private Page? _page;
    private long _received;
    private long _lastSerial;
    private long _withoutSession;
    private long _withoutSequence;
    private long _serialsBack;
    private long _overlaps;
    private int _inside;

    public int Shard => shard;

    /// <summary>Events handed over so far, duplicates included.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>The session at this moment and the highest sequence seen in it.</summary>
    public (string? SessionId, long Sequence) Cursor
    {
        get
        {
            lock (_gate)
            {
                return (_page?.Id, _page?.Ranges.Last ?? 0);
            }
        }
    }

    public void Record(in Dispatch dispatch)
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0)
        {
            Interlocked.Increment(ref _overlaps);
        }

        var data = dispatch.Data.Span;
        if (dispatch.Name == DispatchEventNames.Ready && ReadyPayload.TryRead(data, null, out var ready))
        {
            Record(ready!.SessionId, dispatch.Sequence, SerialProbe.Find(data));
        }
        else
        {
            Record(null, dispatch.Sequence, SerialProbe.Find(data));
        }

        Volatile.Write(ref _inside, 0);
    }

    /// <param name="newSession">The session that begins with this event; null when it goes on.</param>
    /// <param name="sequence">The sequence, if it has one.</param>
    /// <param name="serial">The serial; 0 for none.</param>
    public void Record(string? newSession, long? sequence, long serial)
    {
        lock (_gate)
        {
            Volatile.Write(ref _received, _received + 1);
            if (newSession is not null)
            {
                _pages.Add(_page = new Page(newSession));
            }

            if (_page is not { } page || sequence is not { } s)
            {
                _withoutSession += _page is null ? 1 : 0;
                _withoutSequence += sequence is null ? 1 : 0;
                return;
            }

            switch (page.Ranges.Add(s))
            {
                case SequenceFit.Duplicate:
                    page.Duplicates++;
                    return;
                case SequenceFit.Late:
                    page.OutOfOrder++;
                    break;
                case SequenceFit.Ahead when serial != 0 && serial <= _lastSerial:
                    _serialsBack++;
                    break;
            }

            page.Digest = unchecked(page.Digest + Digest.Of(s, serial));
            _lastSerial = Math.Max(_lastSerial, serial);
        }
    }

    public ShardReceipts Snapshot()
    {
        lock (_gate)
        {
            return new ShardReceipts
            {
                Shard = shard,
                Sessions = [.. _pages.Select(p => p.Snapshot())],
                WithoutSession = _withoutSession,
                WithoutSequence = _withoutSequence,
                SerialsBack = _serialsBack,
                Overlaps = Interlocked.Read(ref _overlaps),
            };
        }
    }

    private sealed class Page(string id)
    {
        public string Id => id;

        public SequenceRanges Ranges { get; } = new();

        public ulong Digest { get; set; }

        public long Duplicates { get; set; }

        public long OutOfOrder { get; set; }

        public SessionReceipts Snapshot() => new()
        {
            Id = id,
            Ranges = [.. Ranges.All.Select(r => new[] { r.First, r.Last })],
            Digest = Digest,
            Duplicates = Duplicates,
            OutOfOrder = OutOfOrder,
        };
    }
}
