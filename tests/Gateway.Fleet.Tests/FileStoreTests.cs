using System.Text;
using Gateway.Core;
using Gateway.Core.Fleet;
using Gateway.Core.Tests.Support;
using Gateway.Fleet.Tests.Support;

namespace Gateway.Fleet.Tests;

internal sealed class FileStoreTests
{
    private string _directory = null!;

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("gateway-fleet-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Sessions_come_back_as_they_were_saved()
    {
        var store = new FileSessionStore(Path.Combine(_directory, "deep", "sessions.json"));
        Assert.That(await store.LoadAsync(default), Is.Null);

        var saved = Sessions(3);
        await store.SaveAsync(saved, default);
        var loaded = await new FileSessionStore(store.FilePath).LoadAsync(default);
        Assert.That(loaded!.TokenFingerprint, Is.EqualTo(saved.TokenFingerprint));
        Assert.That(loaded.ShardCount, Is.EqualTo(3));
        Assert.That(loaded.Sessions, Is.EqualTo(saved.Sessions));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(store.FilePath)!), Has.Length.EqualTo(1), "nothing temporary is left");
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(store.FilePath), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Test]
    public async Task The_budget_comes_back_as_it_was_saved()
    {
        var store = new FileIdentifyBudgetStore(Path.Combine(_directory, "budget.json"));
        Assert.That(await store.LoadAsync(default), Is.Null);
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await store.SaveAsync(new IdentifyBudgetState { Total = 1000, Left = 77, ResetsAt = at, Starts = [at, at.AddMinutes(1)] }, default);

        var loaded = await new FileIdentifyBudgetStore(store.FilePath).LoadAsync(default);
        Assert.That(loaded!.Total, Is.EqualTo(1000));
        Assert.That(loaded.Left, Is.EqualTo(77));
        Assert.That(loaded.ResetsAt, Is.EqualTo(at));
        Assert.That(loaded.Starts, Is.EqualTo(new[] { at, at.AddMinutes(1) }));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\0\0\0\0")]
    [TestCase("{\"version\":2}")]
    [TestCase("{\"version\":1,\"token_fingerprint\":\"x\",\"shard_count\":2,\"sessions\":[null]}")]
    [TestCase("{\"version\":1,\"token_fingerprint\":\"x\",\"shard_count\":0,\"sessions\":[]}")]
    [TestCase("{\"version\":1,\"token_fingerprint\":\"x\",\"shard_count\":1,\"sessions\":[{\"session_id\":\"\",\"sequence\":1,\"shard_index\":0,\"shard_count\":1,\"last_received_at\":\"2026-01-01T00:00:00Z\"}]}")]
    [TestCase("{\"version\":1,\"token_fingerprint\":\"x\",\"shard_count\":1,\"sessions\":[{\"session_id\":\"a\",\"sequence\":1,\"shard_index\":1,\"shard_count\":1,\"last_received_at\":\"2026-01-01T00:00:00Z\"}]}")]
    public async Task A_damaged_file_is_set_aside_and_reported_and_the_next_save_works(string text)
    {
        using var logs = new RecordingLogs();
        var path = Path.Combine(_directory, "state.json");
        await File.WriteAllTextAsync(path, text);
        var sessions = new FileSessionStore(path, logs);
        Assert.That(await sessions.LoadAsync(default), Is.Null);
        Assert.That(logs.Of(8000), Has.Exactly(1).Items);
        Assert.That(File.Exists(path), Is.False);
        Assert.That(await File.ReadAllTextAsync(path + ".damaged"), Is.EqualTo(text));

        await File.WriteAllTextAsync(path, text);
        var budget = new FileIdentifyBudgetStore(path, logs);
        Assert.That(await budget.LoadAsync(default), Is.Null);
        Assert.That(logs.Of(8000), Has.Exactly(2).Items);

        await sessions.SaveAsync(Sessions(2), default);
        Assert.That((await sessions.LoadAsync(default))!.Sessions, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_file_cut_off_anywhere_is_never_taken_for_a_whole_one()
    {
        var path = Path.Combine(_directory, "sessions.json");
        var store = new FileSessionStore(path);
        await store.SaveAsync(Sessions(2), default);
        var whole = await File.ReadAllBytesAsync(path);
        for (var length = 0; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            Assert.That(await store.LoadAsync(default), Is.Null, $"{length} bytes");
        }
    }

    [Test]
    public void A_directory_that_cannot_be_written_is_an_error_of_the_save()
    {
        File.WriteAllText(Path.Combine(_directory, "file"), "");
        var store = new FileSessionStore(Path.Combine(_directory, "file", "sessions.json"));
        Assert.That(async () => await store.SaveAsync(Sessions(1), default), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void A_state_directory_is_all_a_fleet_needs_to_restart_without_an_identify()
    {
        using var world = new FleetWorld();
        ShardManagerOptions Kept(ShardManagerOptions o) => o with { StateDirectory = _directory, BudgetStore = null };
        world.Start(ShardPlan.All(3), Kept);
        world.Stop();
        world.Start(ShardPlan.All(3), Kept);
        Assert.That(world.Server.Account.Counters.Identifies, Is.EqualTo(3));
        Assert.That(world.Status.Budget!.Left, Is.EqualTo(997));
        world.Stop();
        foreach (var file in Directory.GetFiles(_directory))
        {
            Assert.That(File.ReadAllText(file), Does.Not.Contain("sim-token"), "never the token");
        }
    }

    private static SavedSessions Sessions(int count) => new()
    {
        TokenFingerprint = "0123456789abcdef",
        ShardCount = count,
        Sessions = [.. Enumerable.Range(0, count).Select(i => new ShardSession
        {
            SessionId = $"session-{i}",
            ResumeUrl = i == 0 ? null : new Uri("wss://resume.example.test/"),
            Sequence = i,
            ShardIndex = i,
            ShardCount = count,
            LastReceivedAt = new DateTimeOffset(2026, 1, 1, 0, 0, i, TimeSpan.Zero),
        })],
    };
}
