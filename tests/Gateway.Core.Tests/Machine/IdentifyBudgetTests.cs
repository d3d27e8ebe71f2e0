using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>
/// The default policy keeps a shard under 200 identifies a day, whatever the peer does. The whole machine plays, with the
/// luckiest jitter, no limiter, and a network without delay.
/// </summary>
internal sealed class IdentifyBudgetTests
{
    private const int Budget = 200;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How long the peer lets the shard be Ready the next time; null: READY never comes.</summary>
    private delegate TimeSpan? Strategy(int level, TimeSpan left);

    [Test]
    public void No_adversary_gets_two_hundred_identifies_out_of_a_day()
    {
        var best = (Name: "", Identifies: 0);
        foreach (var (name, strategy) in Adversaries())
        {
            var identifies = Play(strategy);
            best = identifies > best.Identifies ? (name, identifies) : best;
            Assert.That(identifies, Is.LessThan(Budget), name);
        }

        TestContext.Out.WriteLine($"best adversary: {best.Name}, {best.Identifies} identifies a day");
        Assert.That(best.Identifies, Is.GreaterThan(100), "the adversaries are worth something");
    }

    private static IEnumerable<(string Name, Strategy Strategy)> Adversaries()
    {
        yield return ("kills before READY", (_, _) => null);
        yield return ("kills at READY", (_, _) => TimeSpan.Zero);
        foreach (var minutes in new[] { 1, 5, 9, 10, 11, 15, 20, 60 })
        {
            yield return ($"kills after {minutes} min", (_, _) => TimeSpan.FromMinutes(minutes));
        }

        // Greedy: pays Ready time only when it is cheaper than the wait it saves.
        for (var threshold = 1; threshold <= IdentifyBackoff.MaxLevel; threshold++)
        {
            var t = threshold;
            yield return ($"holds level {t}", (level, _) => level < t ? null : IdentifyBackoff.StepDown);
            yield return (
                $"falls from level {t} to 0", (level, _) => level < t ? TimeSpan.Zero : IdentifyBackoff.StepDown * level);
            yield return ($"saves up until the end, from level {t}", (level, left) =>
                level < t || left < TimeSpan.FromHours(2) ? null : IdentifyBackoff.StepDown);
        }

        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var odds = random.Next(1, 12);
            yield return ($"random, seed {seed}", (_, _) => random.Next(odds) switch
            {
                0 => TimeSpan.FromMinutes(random.Next(1, 30)),
                1 => TimeSpan.Zero,
                2 => IdentifyBackoff.StepDown,
                _ => null,
            });
        }
    }

    private static int Play(Strategy strategy)
    {
        var h = new MachineHarness(o => o with
        {
            // Level 1 waits a second, every jitter is 0, and the adversary closes with what costs the least wait.
            Random = () => 0,
        });
        h.Start();
        var start = h.Now;
        while (h.Now - start < Day)
        {
            h.Opens().SaysHello(1_800_000).GetsPermit().GetsToken();
            if (strategy(h.Machine.IdentifyBackoff.Level, Day - (h.Now - start)) is { } ready)
            {
                h.SaysReady();
                h.Now += ready;
            }

            h.Closes(4009).WritesClose();
        }

        return (int)h.Counters.IdentifiesSent;
    }
}
