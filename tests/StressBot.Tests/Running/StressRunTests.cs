using System.Text.Json;
using StressBot.Options;
using StressBot.Reporting;
using StressBot.Running;

namespace StressBot.Tests.Running;

/// <summary>The real thing over loopback, for a few seconds each.</summary>
[Category("Sockets")]
public class StressRunTests
{
    private static readonly StressOptions Short = new()
    {
        Shards = 2,
        Duration = TimeSpan.FromSeconds(4),
        Seed = 5,
        Faults = FaultLevel.None,
    };

    [Test]
    public async Task An_honest_client_passes_and_reports_everything([Values] bool child)
    {
        var simulator = child ? SimulatorMode.Child : SimulatorMode.InProcess;
        var file = Path.GetTempFileName();
        try
        {
            var (code, text) = await RunAsync(Short with
            {
                Simulator = simulator,
                Faults = FaultLevel.Default,
                Duration = TimeSpan.FromSeconds(6),
                ReportFile = file,
            });

            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var root = report.RootElement;
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, text);
                Assert.That(text, Does.Contain("PASSED").And.Contain("--seed 5"));
                Assert.That(root.GetProperty("lost").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("duplicated").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("out_of_order").GetInt64(), Is.Zero);

                Assert.That(root.GetProperty("sent").GetInt64(), Is.GreaterThan(1000));
                Assert.That(root.GetProperty("received").GetInt64() + root.GetProperty("ended_with_session").GetInt64(), Is.EqualTo(root.GetProperty("sent").GetInt64()));
                Assert.That(root.GetProperty("identifies").GetInt64(), Is.GreaterThanOrEqualTo(2));
                Assert.That(root.GetProperty("resumes").ValueKind, Is.EqualTo(JsonValueKind.Number));
                Assert.That(root.GetProperty("reconnects_by_cause").ValueKind, Is.EqualTo(JsonValueKind.Object));
                Assert.That(root.GetProperty("violations").GetArrayLength(), Is.Zero);
                Assert.That(root.GetProperty("seed").GetInt32(), Is.EqualTo(5));
                Assert.That(root.GetProperty("passed").GetBoolean(), Is.True);
                Assert.That(root.GetProperty("client").ValueKind, Is.EqualTo(simulator == SimulatorMode.Child ? JsonValueKind.Object : JsonValueKind.Null));
            });
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task After_a_storm_every_shard_resumes_and_the_account_is_complete()
    {
        var (code, text, report) = await RunWithReportAsync(Short with { Shards = 8, Interlude = Interlude.Storm });

        using (report)
        {
            var recovery = report.RootElement.GetProperty("recovery");
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, text);
                Assert.That(text, Does.Contain("8 connections were dropped at once").And.Contain("100 % resumed (8 of 8)"));
                Assert.That(recovery.GetProperty("after").GetString(), Is.EqualTo("storm"));
                Assert.That(recovery.GetProperty("resumed").GetInt32(), Is.EqualTo(8));
                Assert.That(recovery.GetProperty("identifies_spent").GetInt64(), Is.Zero);
                Assert.That(recovery.GetProperty("last_seconds").GetDouble(), Is.Positive);
                Assert.That(report.RootElement.GetProperty("identifies").GetInt64(), Is.EqualTo(8));
                Assert.That(report.RootElement.GetProperty("received").GetInt64(), Is.EqualTo(report.RootElement.GetProperty("sent").GetInt64()));
            });
        }
    }

    [Test]
    public async Task Over_a_restart_of_the_process_the_sessions_and_the_account_go_on()
    {
        var (code, text, report) = await RunWithReportAsync(Short with { Shards = 4, Interlude = Interlude.Restart });

        using (report)
        {
            var root = report.RootElement;
            var recovery = root.GetProperty("recovery");
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, text);
                Assert.That(recovery.GetProperty("after").GetString(), Is.EqualTo("restart"));
                Assert.That(recovery.GetProperty("resumed").GetInt32(), Is.EqualTo(4));
                Assert.That(recovery.GetProperty("identifies_spent").GetInt64(), Is.Zero);
                Assert.That(recovery.GetProperty("without_client_seconds").GetDouble(), Is.Positive);
                Assert.That(root.GetProperty("identifies").GetInt64(), Is.EqualTo(4), "those of the first life");
                Assert.That(root.GetProperty("resumes").GetInt64(), Is.EqualTo(4), "those of the second");
                Assert.That(root.GetProperty("received").GetInt64(), Is.EqualTo(root.GetProperty("sent").GetInt64()), "over both lives");
            });
        }
    }

    [Test]
    public async Task Over_a_kill_of_the_process_every_event_comes_at_least_once()
    {
        // Killed after three seconds, when the handlers have been held up for half a second.
        var (code, text, report) = await RunWithReportAsync(
            Short with { Shards = 4, Interlude = Interlude.Kill, Duration = TimeSpan.FromSeconds(6) });

        using (report)
        {
            var root = report.RootElement;
            var recovery = root.GetProperty("recovery");
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, text);
                Assert.That(recovery.GetProperty("after").GetString(), Is.EqualTo("kill"));
                Assert.That(recovery.GetProperty("resumed").GetInt32(), Is.EqualTo(4));
                Assert.That(recovery.GetProperty("identifies_spent").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("identifies").GetInt64(), Is.EqualTo(4), "those of the first life");
                Assert.That(root.GetProperty("lost").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("received").GetInt64(), Is.EqualTo(root.GetProperty("sent").GetInt64()), "over both lives, each event once");

                // How many come again is chance, and none do when the cursor was saved while the handlers stood still: JournalTests count them.
            });
        }
    }

    [Test]
    public async Task Resharding_under_traffic_loses_nothing_and_marks_what_comes_twice()
    {
        var (code, text, report) = await RunWithReportAsync(
            Short with { Shards = null, Faults = null, Reshard = new ReshardSpec(2, 3), Duration = TimeSpan.FromSeconds(2) });

        using (report)
        {
            var root = report.RootElement;
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, text);
                Assert.That(root.GetProperty("sent").GetInt64(), Is.GreaterThan(500));
                Assert.That(root.GetProperty("lost").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("unmarked_duplicates").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("marked_duplicates").GetInt64(), Is.Positive);
                Assert.That(root.GetProperty("identifies_spent").GetInt64(), Is.EqualTo(3));
            });
        }
    }

    [Test]
    public async Task A_shard_that_is_handed_over_resumes_in_the_other_process()
    {
        var (code, text, report) = await RunWithReportAsync(Short with { Shards = 3, Interlude = Interlude.HandOver });

        using (report)
        {
            var root = report.RootElement;
            var handedOver = root.GetProperty("shards")[0].GetProperty("connections");
            Assert.Multiple(() =>
            {
                Assert.That(code, Is.Zero, text);
                Assert.That(root.GetProperty("recovery").GetProperty("resumed").GetInt32(), Is.EqualTo(1));
                Assert.That(root.GetProperty("recovery").GetProperty("identifies_spent").GetInt64(), Is.Zero);
                Assert.That(root.GetProperty("identifies").GetInt64(), Is.EqualTo(3));
                Assert.That(handedOver.GetProperty("shard").GetInt32(), Is.Zero);
                Assert.That(handedOver.GetProperty("resumes").GetInt64(), Is.EqualTo(1));
                Assert.That(root.GetProperty("received").GetInt64(), Is.EqualTo(root.GetProperty("sent").GetInt64()), "in both processes");
            });
        }
    }

    [Test]
    public async Task Without_its_sessions_a_restart_fails()
    {
        var (code, text) = await RunAsync(Short with { Interlude = Interlude.Restart, Sabotage = Sabotage.Forget });

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(EntryPoint.Failed));
            Assert.That(text, Does.Contain("The restart cost 2 identifies."));
        });
    }

    [Test]
    public async Task A_client_that_skips_one_event_fails()
    {
        var (code, text) = await RunAsync(Short with { Sabotage = Sabotage.Skip });

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(EntryPoint.Failed));
            Assert.That(text, Does.Contain("FAILED: 1 lost, 0 duplicated, 0 out of order"));
        });
    }

    [Test]
    public async Task A_client_that_delivers_one_event_twice_fails()
    {
        var (code, text) = await RunAsync(Short with { Sabotage = Sabotage.Duplicate });

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(EntryPoint.Failed));
            Assert.That(text, Does.Contain("FAILED: 0 lost, 1 duplicated, 0 out of order"));
        });
    }

    [Test]
    public async Task A_client_that_gives_up_a_good_session_fails()
    {
        var (code, text) = await RunAsync(Short with { Sabotage = Sabotage.GiveUp });

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(EntryPoint.Failed));
            Assert.That(text, Does.Contain("a session was given up"));
        });
    }

    [Test]
    public async Task An_interruption_ends_the_run_with_its_summary()
    {
        using var interruption = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var (code, text) = await RunAsync(Short with { Duration = TimeSpan.FromMinutes(5) }, interruption.Token);

        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(EntryPoint.Passed));
            Assert.That(text, Does.Contain("PASSED (stopped early)"));
        });
    }

    private static async Task<(int Code, string Text, JsonDocument Report)> RunWithReportAsync(StressOptions options)
    {
        var file = Path.GetTempFileName();
        try
        {
            var (code, text) = await RunAsync(options with { ReportFile = file });
            return (code, text, JsonDocument.Parse(await File.ReadAllTextAsync(file)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Code, string Text)> RunAsync(StressOptions options, CancellationToken interruption = default)
    {
        using var text = new StringWriter();
        var code = await EntryPoint.RunAsync(options, new Output(text, text, isTerminal: false), interruption);
        return (code, text.ToString());
    }
}
