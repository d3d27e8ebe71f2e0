using System.Diagnostics;
using Gateway.Core.Machine;

namespace Gateway.Core.Tests.Architecture;

/// <summary>The three rings: what is inside names nothing of what is outside, and the simulator shares nothing with Core.</summary>
internal sealed class ArchitectureTests
{
    // The values through which the outside tells the machine what happened.
    private static readonly string[] AllowedOutside =
        ["Gateway.Core.Transport.DialPhase", "Gateway.Core.Limits.IdentifyOutcome"];

    private static readonly string[] ForbiddenNamespaces =
    [
        "System.Threading.", "System.Timers.", "System.Net.", "System.IO.", "Microsoft.Extensions.Logging.",
        "Gateway.Core.Driver.", "Gateway.Core.Delivery.", "Gateway.Core.Diagnostics.", "Gateway.Core.Transport.",
        "Gateway.Core.Limits.", "Gateway.Core.Sharding.",
    ];

    private static readonly string[] ForbiddenTypes =
        ["System.Random", "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.Security.Cryptography.RandomNumberGenerator"];

    private static readonly (string Type, string Member)[] ForbiddenMembers =
    [
        ("System.DateTime", "get_Now"), ("System.DateTime", "get_UtcNow"), ("System.DateTime", "get_Today"),
        ("System.DateTimeOffset", "get_Now"), ("System.DateTimeOffset", "get_UtcNow"),
        ("System.Environment", "get_TickCount"), ("System.Environment", "get_TickCount64"), ("System.Guid", "NewGuid"),
    ];

    private static string CorePath => typeof(ShardMachine).Assembly.Location;

    [Test]
    public void Core_references_no_sockets_and_no_http()
    {
        using var core = new AssemblyScanner(CorePath);
        Assert.That(core.References, Does.Contain("System.Text.Json"), "the scanner sees references");
        Assert.That(
            core.References,
            Has.None.StartsWith("System.Net.WebSockets").And.None.StartsWith("System.Net.Sockets").And.None.StartsWith("System.Net.Http"));
    }

    [Test]
    public void The_simulator_references_nothing_of_ours()
    {
        var path = Path.Combine(Path.GetDirectoryName(CorePath)!, "Gateway.Simulator.dll");
        using var simulator = new AssemblyScanner(path);
        Assert.That(simulator.References, Is.Not.Empty.And.None.StartsWith("Gateway."));
    }

    [TestCase("Gateway.Core.Protocol.")]
    [TestCase("Gateway.Core.Machine.")]
    public void The_inner_rings_have_no_task_lock_clock_random_or_logger(string ring)
    {
        using var core = new AssemblyScanner(CorePath);
        Assert.That(core.Types(t => t.StartsWith(ring, StringComparison.Ordinal)).Count(), Is.GreaterThan(10));
        var forbidden = core.UsesOf(t => t.StartsWith(ring, StringComparison.Ordinal)).Where(IsForbidden);
        Assert.That(forbidden, Is.Empty);
    }

    [Test]
    public void What_the_inner_rings_may_name_of_the_outer_they_do_name()
    {
        using var core = new AssemblyScanner(CorePath);
        var named = core.UsesOf(t => t.StartsWith("Gateway.Core.Machine.", StringComparison.Ordinal)).Select(u => u.Type).ToHashSet();
        Assert.That(AllowedOutside, Is.SubsetOf(named), "an exception that nobody needs any more is taken off the list");
    }

    [TestCase(nameof(Offender.Waits), "System.Threading.Tasks.Task", "Delay")]
    [TestCase(nameof(Offender.Locks), "System.Threading.Monitor", "Enter")]
    [TestCase(nameof(Offender.Asks), "System.DateTime", "get_UtcNow")]
    [TestCase(nameof(Offender.Asks), "System.DateTimeOffset", "get_Now")]
    [TestCase(nameof(Offender.Rolls), "System.Random", "Next")]
    [TestCase(nameof(Offender.Measures), "System.Diagnostics.Stopwatch", "GetTimestamp")]
    [TestCase(nameof(Offender.Signs), "System.Threading.CancellationToken", null)]
    [TestCase(nameof(Offender.HidesInGenerics), "System.TimeProvider", null)]
    [TestCase(nameof(Offender.HidesBehindASwitch), "System.Environment", "get_TickCount64")]
    [TestCase("field", "System.Threading.SemaphoreSlim", null)]
    public void The_scanner_finds_what_is_there(string where, string type, string? member)
    {
        using var tests = new AssemblyScanner(typeof(Offender).Assembly.Location);
        var uses = tests.UsesOf(t => t.StartsWith(typeof(Offender).FullName!, StringComparison.Ordinal)).ToArray();
        var found = uses.Where(u => u.Type == type && (member is null || u.Member == member)).ToArray();
        Assert.That(found, Is.Not.Empty, where);
        Assert.That(found, Is.All.Matches<Use>(IsForbidden), where);
    }

    [Test]
    public void The_scanner_finds_nothing_in_what_is_clean()
    {
        using var tests = new AssemblyScanner(typeof(Innocent).Assembly.Location);
        var uses = tests.UsesOf(t => t == typeof(Innocent).FullName).ToArray();
        Assert.That(uses, Is.Not.Empty);
        Assert.That(uses.Where(IsForbidden), Is.Empty);
    }

    private static bool IsForbidden(Use use) =>
        (ForbiddenNamespaces.Any(n => use.Type.StartsWith(n, StringComparison.Ordinal)) && !AllowedOutside.Contains(use.Type))
        || ForbiddenTypes.Contains(use.Type)
        || ForbiddenMembers.Contains((use.Type, use.Member ?? ""));

    internal sealed class Innocent
    {
        private readonly Func<double> _random = static () => 0.5;

        public DateTime Later(DateTime then) => then.AddSeconds(_random());
    }

    // Never run: what is forbidden, one way each.
    internal sealed class Offender
    {
        private readonly object _gate = new();
        private readonly SemaphoreSlim? _field = Environment.ProcessId == 0 ? new SemaphoreSlim(1) : null;

        public static void Waits() => Task.Delay(1);

        public static object Asks() => (DateTime.UtcNow, DateTimeOffset.Now);

        public static int Rolls() => new Random().Next();

        public static long Measures() => Stopwatch.GetTimestamp();

        public static bool Signs(CancellationToken token) => token.CanBeCanceled;

        public static object HidesInGenerics() => new List<Dictionary<int, TimeProvider[]>>();

        public static long HidesBehindASwitch(int i) => i switch
        {
            0 => 1,
            1 => 20_000_000_000,
            2 => (long)1.5,
            3 => "x".Length,
            4 => i + 1000,
            5 => Environment.TickCount64,
            _ => 0,
        };

        public void Locks()
        {
            lock (_gate)
            {
                _field?.Dispose();
            }
        }
    }
}
