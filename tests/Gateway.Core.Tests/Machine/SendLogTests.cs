using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Machine;

/// <summary>120 sends in any 60 s, whatever is sent; F-13, F-28.</summary>
internal sealed class SendLogTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    private static readonly SendClass[] Classes =
        [SendClass.Heartbeat, SendClass.Reserve, SendClass.Command, SendClass.Presence];

    [TestCase(41.25, 113)]
    [TestCase(45, 113)]
    [TestCase(61, 114)]
    [TestCase(1, 54)]
    [TestCase(0.5, 10)]
    [TestCase(0.01, 10)]
    public void What_the_reserve_leaves_is_for_commands(double intervalSeconds, int commands)
    {
        var log = Opened(intervalSeconds);
        Assert.That(log.Commands, Is.EqualTo(commands));
        var sent = 0;
        while (log.MaySend(SendClass.Command, TimeSpan.Zero, out _))
        {
            log.Note(SendClass.Command, TimeSpan.Zero);
            sent++;
        }

        Assert.That(sent, Is.EqualTo(commands));
    }

    [Test]
    public void Noting_without_asking_throws_when_the_log_is_full()
    {
        var log = Opened(41.25);
        for (var i = 0; i < 119; i++)
        {
            log.Note(SendClass.Heartbeat, TimeSpan.Zero);
        }

        Assert.That(() => log.Note(SendClass.Heartbeat, TimeSpan.Zero), Throws.InvalidOperationException);
    }

    [Test]
    public void The_place_of_the_handshake_is_taken_by_nothing_else([ValueSource(nameof(Classes))] SendClass sendClass)
    {
        var log = new SendLog(TimeSpan.FromSeconds(0.01));
        var now = TimeSpan.Zero;
        for (var i = 0; i < 10_000; i++)
        {
            now += TimeSpan.FromMilliseconds(7);
            foreach (var c in new[] { sendClass, SendClass.Heartbeat })
            {
                if (log.MaySend(c, now, out _))
                {
                    log.Note(c, now);
                }
            }
        }

        Assert.That(() => log.NoteHandshake(now), Throws.Nothing);
    }

    [Test]
    public void Any_mix_keeps_every_limit_and_freeAt_is_exact()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var interval = Math.Pow(10, (random.NextDouble() * 2.78) - 1); // 0.1 s to 60 s
            var log = new SendLog(TimeSpan.FromSeconds(interval));
            var sent = new List<(TimeSpan At, SendClass Class)>();
            var now = TimeSpan.FromSeconds(random.Next(1000));
            var pace = Math.Pow(10, random.Next(1, 6));
            for (var i = 0; i < 1500; i++)
            {
                now += TimeSpan.FromMilliseconds(random.NextDouble() * pace);
                var sendClass = Classes[random.Next(Classes.Length)];
                if (i == 50)
                {
                    log.NoteHandshake(now);
                    sent.Add((now, SendClass.Reserve));
                }
                else if (log.MaySend(sendClass, now, out var freeAt))
                {
                    Assert.That(freeAt, Is.EqualTo(now));
                    log.Note(sendClass, now);
                    sent.Add((now, sendClass));
                }
                else
                {
                    var because = $"seed {seed}, payload {i}, {sendClass}";
                    Assert.That(freeAt, Is.GreaterThan(now), because);
                    Assert.That(log.MaySend(sendClass, freeAt - TimeSpan.FromTicks(1), out _), Is.False, because);
                    Assert.That(log.MaySend(sendClass, freeAt, out _), because);
                    now = freeAt; // Asking has moved the log's time on.
                }
            }

            Assert.That(MostIn(Minute, sent.Select(s => s.At)), Is.LessThanOrEqualTo(120), $"seed {seed}");
            Assert.That(
                MostIn(Minute, sent.Where(s => s.Class is SendClass.Command or SendClass.Presence).Select(s => s.At)),
                Is.LessThanOrEqualTo(log.Commands), $"seed {seed}");
            Assert.That(
                MostIn(Minute, sent.Where(s => s.Class == SendClass.Reserve).Select(s => s.At)), Is.LessThanOrEqualTo(5),
                $"seed {seed}");
            Assert.That(
                MostIn(TimeSpan.FromSeconds(20), sent.Where(s => s.Class == SendClass.Presence).Select(s => s.At)),
                Is.LessThanOrEqualTo(5), $"seed {seed}");
        }
    }

    /// <summary>The most sends that any closed window of this length holds.</summary>
    internal static int MostIn(TimeSpan window, IEnumerable<TimeSpan> sends)
    {
        var times = sends.Order().ToArray();
        var most = 0;
        for (int first = 0, last = 0; last < times.Length; last++)
        {
            while (times[last] - times[first] > window)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private static SendLog Opened(double intervalSeconds)
    {
        var log = new SendLog(TimeSpan.FromSeconds(intervalSeconds));
        log.NoteHandshake(TimeSpan.Zero);
        return log;
    }
}
