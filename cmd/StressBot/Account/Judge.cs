namespace StressBot.Account;

/// <summary>Holds the server's account against the client's.</summary>
internal static class Judge
{
    public static Verdict Run(ServerAccount server, ClientAccount client)
    {
        var violations = new List<string>(server.Violations.Select(v => $"Against Discord's rules: {v}"));
        var byCause = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var faultsBySession = server.Faults.Where(f => f.SessionId is not null).ToLookup(f => f.SessionId!);
        var shards = new List<ShardVerdict>();
        foreach (var receipts in client.Shards)
        {
            var own = server.Sessions.Where(s => s.Shard == receipts.Shard).ToList();
            var current = receipts.Sessions.Count > 0 ? receipts.Sessions[^1].Id : null;
            var judges = own.Select(s => new SessionJudge(
                s, receipts.Sessions.FirstOrDefault(r => r.Id == s.Id), s.Id == current,
                [.. faultsBySession[s.Id]])).ToList();
            foreach (var judge in judges)
            {
                judge.Run();
                violations.AddRange(judge.Violations);
                if (judge.EndedWithSession > 0)
                {
                    byCause[judge.Cause] = byCause.GetValueOrDefault(judge.Cause) + judge.EndedWithSession;
                }
            }

            violations.AddRange(ClientRules(receipts, own.Select(s => s.Id).ToHashSet()));
            shards.Add(new ShardVerdict
            {
                Shard = receipts.Shard,
                Sent = judges.Sum(j => j.Sent),
                Received = judges.Sum(j => j.Received),
                Lost = judges.Sum(j => j.Lost),
                Duplicated = receipts.Sessions.Sum(s => s.Duplicates),
                OutOfOrder = receipts.Sessions.Sum(s => s.OutOfOrder),
                Again = receipts.Sessions.Sum(s => s.Again),
                EndedWithSession = judges.Sum(j => j.EndedWithSession),
                Sessions = own.Count,
            });
        }

        return new Verdict
        {
            Shards = shards,
            EndedWithSessionByCause = byCause,
            Faults = server.Faults.GroupBy(SessionJudge.NameOf).OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.LongCount()),
            Violations = violations,
        };
    }

    /// <summary>Without a server's account: what the sequences alone can tell.</summary>
    public static Verdict RunAlone(ClientAccount client) => new()
    {
        Shards = [.. client.Shards.Select(receipts =>
        {
            var sessions = receipts.Sessions.Select(s => (s, Ranges: s.ToRanges())).ToList();
            var received = sessions.Sum(x => x.Ranges.Count);
            var lost = sessions.Sum(x => x.Ranges.Missing);
            return new ShardVerdict
            {
                Shard = receipts.Shard,
                Sent = received + lost,
                Received = received,
                Lost = lost,
                Duplicated = sessions.Sum(x => x.s.Duplicates),
                OutOfOrder = sessions.Sum(x => x.s.OutOfOrder),
                Sessions = sessions.Count,
            };
        })],
        Violations = [.. client.Shards.SelectMany(r => ClientRules(r, null))],
    };

    private static IEnumerable<string> ClientRules(ShardReceipts receipts, HashSet<string>? known)
    {
        if (receipts.Overlaps > 0)
        {
            yield return $"Shard {receipts.Shard}: the handler was entered {receipts.Overlaps} times while it was still at work.";
        }

        if (receipts.SerialsBack > 0)
        {
            yield return $"Shard {receipts.Shard}: {receipts.SerialsBack} events came after one that was made later, in another session.";
        }

        if (receipts.WithoutSession > 0)
        {
            yield return $"Shard {receipts.Shard}: {receipts.WithoutSession} events came before any READY.";
        }

        var unknown = known is null ? 0 : receipts.Sessions.Count(s => !known.Contains(s.Id));
        if (unknown > 0)
        {
            yield return $"Shard {receipts.Shard}: {unknown} sessions that the server never made.";
        }

        var twice = receipts.Sessions.Count - receipts.Sessions.DistinctBy(s => s.Id).Count();
        if (twice > 0)
        {
            yield return $"Shard {receipts.Shard}: {twice} sessions began twice.";
        }
    }
}
