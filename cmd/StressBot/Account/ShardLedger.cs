using System.Diagnostics;
using Gateway.Core;
using Gateway.Core.Protocol;

namespace StressBot.Account;

/// <summary>Writes down what the handler of one shard is given. Constant memory a session; allocates nothing per event.</summary>
internal sealed class ShardLedger
{
    private readonly int _shard;
    private readonly Lock _gate = new();
    private readonly List<Page> _pages = [];
    private Page? _page;
    private long _received;
    private long _lastSerial;
    private long _withoutSession;
    private long _withoutSequence;
    private long _serialsBack;
    private long _overlaps;
    private long _resumedAt;
    private readonly Journal? _journal;
    private int _inside;

    /// <param name="shard">Whose ledger it is.</param>
    /// <param name="before">What an earlier process wrote down; its last session goes on.</param>
    /// <param name="journal">Where each event is written, too. The process before was killed then, and what it had may come once more.</param>
    public ShardLedger(int shard, ShardReceipts? before = null, Journal? journal = null)
    {
        _shard = shard;
        _journal = journal;
        if (before is not null)
        {
            _pages = [.. before.Sessions.Select(r => new Page(r, mayRepeat: journal is not null))];
            _page = _pages.LastOrDefault();
            _received = before.Received;
            _lastSerial = before.LastSerial;
            _withoutSession = before.WithoutSession;
            _withoutSequence = before.WithoutSequence;
            _serialsBack = before.SerialsBack;
            _overlaps = before.Overlaps;
        }
    }

    public int Shard => _shard;

    /// <summary>When the last RESUMED came, by the monotonic clock that all processes of a machine share; 0 before any.</summary>
    public long ResumedAt => Volatile.Read(ref _resumedAt);

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
        var serial = SerialProbe.Find(data);
        var newSession = dispatch.Name == DispatchEventNames.Ready && ReadyPayload.TryRead(data, null, out var ready) ? ready!.SessionId : null;
        Record(newSession, dispatch.Sequence, serial);
        if (dispatch.Name == DispatchEventNames.Resumed)
        {
            Volatile.Write(ref _resumedAt, Stopwatch.GetTimestamp());
        }

        _journal?.Write(_shard, newSession, dispatch.Sequence, serial);
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
                case SequenceFit.Duplicate when page.Repeats(s):
                    page.Again++;
                    return;
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
                Shard = _shard,
                Received = _received,
                LastSerial = _lastSerial,
                Sessions = [.. _pages.Select(p => p.Snapshot())],
                WithoutSession = _withoutSession,
                WithoutSequence = _withoutSequence,
                SerialsBack = _serialsBack,
                Overlaps = Interlocked.Read(ref _overlaps),
            };
        }
    }

    private sealed class Page
    {
        public Page(string id) => (Id, Ranges) = (id, new SequenceRanges());

        private readonly SequenceRanges? _repeated; // What came once more from before the kill.
        private readonly long _repeatable;

        public Page(SessionReceipts receipts, bool mayRepeat)
        {
            Id = receipts.Id;
            Ranges = receipts.ToRanges();
            Digest = receipts.Digest;
            Duplicates = receipts.Duplicates;
            OutOfOrder = receipts.OutOfOrder;
            Again = receipts.Again;
            _repeated = mayRepeat ? new SequenceRanges() : null;
            _repeatable = Ranges.Last;
        }

        public string Id { get; }

        public SequenceRanges Ranges { get; }

        public ulong Digest { get; set; }

        public long Duplicates { get; set; }

        public long OutOfOrder { get; set; }

        public long Again { get; set; }

        /// <summary>Whether a sequence that was there already is from before the kill, comes once more for the first time, and in order.</summary>
        public bool Repeats(long sequence) => sequence <= _repeatable && _repeated?.Add(sequence) == SequenceFit.Ahead;

        public SessionReceipts Snapshot() => new()
        {
            Id = Id,
            Ranges = [.. Ranges.All.Select(r => new[] { r.First, r.Last })],
            Digest = Digest,
            Duplicates = Duplicates,
            OutOfOrder = OutOfOrder,
            Again = Again,
        };
    }
}
