using Gateway.Core.Contracts;

namespace Gateway.Core.Tests.Limits;

/// <summary>The clock of the other tests has to be right itself.</summary>
[TestFixture]
public sealed class ManualTimeProviderTests
{
    private readonly List<string> _fired = [];
    private ManualTimeProvider _time = null!;

    [SetUp]
    public void MakeClock()
    {
        _time = new ManualTimeProvider();
        _fired.Clear();
    }

    [Test]
    public void Timers_fire_in_due_order_at_their_time_and_ties_in_the_order_they_were_set()
    {
        using var c = Timer("c", 30);
        using var a = Timer("a", 10);
        using var b1 = Timer("b1", 20);
        using var b2 = Timer("b2", 20);
        _time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.That(_fired, Is.EqualTo(new List<string> { "a@10", "b1@20", "b2@20" }));
        Assert.That(_time.Elapsed, Is.EqualTo(TimeSpan.FromMilliseconds(25)));
        Assert.That(_time.ArmedTimers, Is.EqualTo(1));
        Assert.That(_time.UntilNextTimer, Is.EqualTo(TimeSpan.FromMilliseconds(5)));
    }

    [Test]
    public void Timer_set_by_a_callback_fires_in_the_same_advance()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Timer("second", 5), null, TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        second?.Dispose();
        Assert.That(_fired, Is.EqualTo(new List<string> { "second@15" }));
    }

    [Test]
    public void Timer_due_now_waits_for_the_next_advance()
    {
        using var timer = Timer("now", 0);
        Assert.That(_fired, Is.Empty);
        _time.Advance(TimeSpan.Zero);
        Assert.That(_fired, Is.EqualTo(new List<string> { "now@0" }));
    }

    [Test]
    public void Period_repeats_and_change_and_dispose_end_it()
    {
        using var timer = _time.CreateTimer(_ => Note("tick"), null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
        _time.Advance(TimeSpan.FromMilliseconds(25));
        Assert.That(_fired, Is.EqualTo(new List<string> { "tick@1", "tick@11", "tick@21" }));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        timer.Dispose();
        Assert.That(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), Is.False);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.That(_fired, Has.Count.EqualTo(3));
    }

    [Test]
    public void Clock_and_time_stamps_agree()
    {
        var start = _time.GetTimestamp();
        var now = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.That(_time.GetElapsedTime(start), Is.EqualTo(TimeSpan.FromSeconds(1.5)));
        Assert.That(_time.GetUtcNow() - now, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
    }

    [Test]
    public void Time_does_not_go_back() =>
        Assert.That(() => _time.Advance(TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Timers_that_never_end_are_noticed()
    {
        ITimer? self = null;
        self = _time.CreateTimer(_ => self!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        Assert.That(() => _time.Advance(TimeSpan.Zero), Throws.InvalidOperationException);
        self.Dispose();
    }

    private ITimer Timer(string name, int milliseconds) =>
        _time.CreateTimer(_ => Note(name), null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);

    private void Note(string name) => _fired.Add($"{name}@{_time.Elapsed.TotalMilliseconds}");
}
