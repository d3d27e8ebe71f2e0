using Gateway.Core.Delivery;

namespace Gateway.Core.Tests.Delivery;

/// <summary>The memory of a backlog is there when it comes again, and goes when it does not.</summary>
internal sealed class SpareMessagesTests
{
    [Test]
    public void What_comes_back_is_used_again_with_its_array()
    {
        var spares = new SpareMessages();
        var message = Filled(100);
        spares.Add(message);

        Assert.That(spares.TryTake(out var taken), Is.True);
        Assert.That(taken, Is.SameAs(message));
        Assert.That(taken!.Capacity, Is.Positive);
        Assert.That(spares.TryTake(out _), Is.False);
    }

    [Test]
    public void What_nobody_needed_between_two_trims_gives_its_array_back()
    {
        var spares = new SpareMessages();
        PooledMessage[] messages = [Filled(100), Filled(100), Filled(100)];
        foreach (var message in messages)
        {
            spares.Add(message);
        }

        spares.Trim(); // They came since the last one, so they were needed.
        Assert.That(messages.Select(m => m.Capacity), Is.All.Positive);

        spares.TryTake(out var used);
        spares.Add(used!);
        spares.Trim();

        Assert.That(used, Is.SameAs(messages[2]));
        Assert.That(messages.Where(m => m.Capacity > 0), Is.EquivalentTo(messages[2..]));
    }

    [Test]
    public void A_large_array_goes_back_at_once()
    {
        var spares = new SpareMessages();
        var message = Filled(100_000);

        spares.Add(message);

        Assert.That(message.Capacity, Is.Zero);
    }

    private static PooledMessage Filled(int bytes)
    {
        var message = new PooledMessage();
        message.GetSpan(bytes)[..bytes].Fill(1);
        message.Advance(bytes);
        message.Clear();
        return message;
    }
}
