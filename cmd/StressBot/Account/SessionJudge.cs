using Gateway.Simulator.Faults;

namespace StressBot.Account;

/// <summary>Holds what was sent to one session against what was delivered of it.</summary>
internal sealed class SessionJudge(SentSession sent, SessionReceipts? receipts, bool isCurrent, IReadOnlyList<AppliedFault> faults)
{
    private readonly SequenceRanges _delivered = receipts?.ToRanges() ?? new SequenceRanges();

    public long Sent { get; private set; }

    public long Received { get; private set; }

    public long Lost { get; private set; }

    public long EndedWithSession { get; private set; }

    /// <summary>What ended it, for the summary.</summary>
    public string Cause { get; private set; } = "";

    public List<string> Violations { get; } = [];

    public void Run()
    {
        var missing = new List<SentDispatch>();
        var digest = 0UL;
        var connectedAt = sent.CreatedAt;
        var lastResumed = 0;
        foreach (var dispatch in sent.Dispatches)
        {
            Sent++;
            lastResumed = dispatch.IsResumed ? dispatch.Sequence : lastResumed;
            if (dispatch.Sequence != 0 && _delivered.Contains(dispatch.Sequence))
            {
                Received++;
                digest = unchecked(digest + Digest.Of(dispatch.Sequence, dispatch.Serial));
                connectedAt = dispatch.Opens ? dispatch.At : connectedAt;
            }
            else if (dispatch.Sequence != 0)
            {
                missing.Add(dispatch);
            }
        }

        if (Received != _delivered.Count)
        {
            Violations.Add($"Shard {sent.Shard}: {_delivered.Count - Received} events were delivered that the server never sent to the session.");
        }
        else if (receipts is not null && digest != receipts.Digest)
        {
            Violations.Add($"Shard {sent.Shard}: an event was delivered under another one's sequence.");
        }

        Divide(missing, lastResumed, connectedAt);
    }

    private void Divide(List<SentDispatch> missing, int lastResumed, TimeSpan connectedAt)
    {
        var missingFrom = Excuse(connectedAt);
        if (missingFrom is null && !isCurrent)
        {
            Violations.Add($"Shard {sent.Shard}: a session was given up that the simulator had not ended ({sent.EndCause?.ToString() ?? "it still lives"}).");
        }

        foreach (var dispatch in missing)
        {
            var excused = dispatch.Sequence > _delivered.Last
                && dispatch.Sequence > lastResumed
                && missingFrom <= dispatch.At;
            if (excused)
            {
                EndedWithSession++;
            }
            else
            {
                Lost++;
                if (Lost == 1)
                {
                    Violations.Add($"Shard {sent.Shard}: the first event lost has s={dispatch.Sequence}, serial {dispatch.Serial}, sent at {dispatch.At.TotalSeconds:0.000} s; delivered up to s={_delivered.Last}; the session ended {Ending}.");
                }
            }
        }
    }

    private string Ending => sent.EndedAt is { } at ? $"at {at.TotalSeconds:0.000} s ({sent.EndedBy}, {sent.EndCause})" : "never";

    // From when on events may be missing because the simulator ended the session on purpose; null when it did not.
    private TimeSpan? Excuse(TimeSpan connectedAt)
    {
        if (receipts is null)
        {
            // A client cannot come back to a session whose READY was discarded under way.
            var lostReady = faults.FirstOrDefault(f => CutOff.Discards(f.Verb) && f.At - sent.CreatedAt <= CutOff.InFlight);
            if (lostReady is not null)
            {
                Cause = $"READY lost to {lostReady.Verb}";
                return TimeSpan.Zero;
            }
        }

        if (CutOff.EndOf(sent, faults) is not { } end)
        {
            return null;
        }

        Cause = NameOf(end);
        var first = faults.FirstOrDefault(f => CutOff.Cuts(f.Verb) && f.At >= connectedAt) ?? end;
        return CutOff.MissingFrom(first);
    }

    internal static string NameOf(AppliedFault fault) =>
        fault.Verb == FaultVerb.Close ? $"Close {fault.Argument}" : fault.Verb.ToString();
}
