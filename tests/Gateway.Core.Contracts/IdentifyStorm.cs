using Gateway.Core.Limits;
using NUnit.Framework;

namespace Gateway.Core.Contracts;

/// <summary>
/// Many shards that identify at random moments through one limiter, some of which give up, hesitate, fail, or never say how it
/// ended; each tries until it was sent once.
/// </summary>
internal sealed class IdentifyStorm(IIdentifyRateLimiter limiter, ManualTimeProvider time, Random random, Action drain)
{
    private const int StepMilliseconds = 50;
    private const int MaxSteps = 1_000_000;

    private readonly List<(TimeSpan At, int Shard)> _sent = [];
    private readonly List<Attempt> _attempts = [];

    internal List<(TimeSpan At, int Shard)> Run(int shards)
    {
        _attempts.AddRange(Enumerable.Range(0, shards).Select(i => new Attempt(i) { NextAt = Soon(10) }));
        for (var step = 0; _attempts.Count > 0; step++)
        {
            Assert.That(step, Is.LessThan(MaxSteps), "It does not come to an end.");
            foreach (var attempt in _attempts.ToArray())
            {
                Continue(attempt);
            }

            time.Advance(TimeSpan.FromMilliseconds(random.Next(1, StepMilliseconds)));
            drain();
        }

        return _sent;
    }

    /// <summary>In no window, wherever it begins, are there more sendings than allowed, nor two of the same bucket.</summary>
    internal static void AssertWindow(List<(TimeSpan At, int Shard)> sent, int maxConcurrency, TimeSpan window)
    {
        foreach (var (at, shard) in sent)
        {
            var within = sent.Where(other => other.At >= at && other.At - at < window).ToList();
            Assert.That(within, Has.Count.LessThanOrEqualTo(maxConcurrency), $"from {at} on");
            Assert.That(
                within.Count(other => other.Shard % maxConcurrency == shard % maxConcurrency), Is.EqualTo(1),
                $"bucket {shard % maxConcurrency} from {at} on");
        }
    }

    private void Continue(Attempt attempt)
    {
        if (time.Elapsed < attempt.NextAt)
        {
            return;
        }

        if (attempt.Permit is null)
        {
            Acquire(attempt);
        }
        else if (!attempt.Sent)
        {
            SendOrDrop(attempt);
        }
        else
        {
            attempt.Permit.Settled((IdentifyOutcome)random.Next(4));
            attempt.Permit.Dispose();
            _attempts.Remove(attempt);
        }
    }

    private void Acquire(Attempt attempt)
    {
        attempt.Wait ??= limiter.AcquireAsync(new ShardId(attempt.Shard, 1000), attempt.Cancellation.Token).AsTask();
        drain();
        if (attempt.Wait.IsCompletedSuccessfully)
        {
            attempt.Permit = attempt.Wait.Result;
            attempt.NextAt = Soon(1);
        }
        else if (random.Next(2000) == 0)
        {
            attempt.Cancellation.Cancel();
            drain();
            attempt.Reset(Soon(5));
        }
    }

    private void SendOrDrop(Attempt attempt)
    {
        if (random.Next(4) == 0)
        {
            attempt.Permit!.Dispose();
            attempt.Reset(Soon(5));
            return;
        }

        attempt.Permit!.Sent();
        attempt.Sent = true;
        _sent.Add((time.Elapsed, attempt.Shard));
        if (random.Next(20) == 0)
        {
            // Never settled: the limiter has to go on by itself.
            _attempts.Remove(attempt);
            return;
        }

        attempt.NextAt = Soon(8);
    }

    private TimeSpan Soon(int maxSeconds) => time.Elapsed + TimeSpan.FromMilliseconds(random.Next(maxSeconds * 1000));

    private sealed class Attempt(int shard)
    {
        internal int Shard { get; } = shard;

        internal TimeSpan NextAt { get; set; }

        internal Task<IdentifyPermit>? Wait { get; set; }

        internal IdentifyPermit? Permit { get; set; }

        internal CancellationTokenSource Cancellation { get; private set; } = new();

        internal bool Sent { get; set; }

        internal void Reset(TimeSpan nextAt)
        {
            // A permit that came in spite of the cancellation has to be given back.
            if (Wait is { IsCompletedSuccessfully: true })
            {
                Wait.Result.Dispose();
            }

            (Wait, Permit, Cancellation, NextAt) = (null, null, new CancellationTokenSource(), nextAt);
        }
    }
}
