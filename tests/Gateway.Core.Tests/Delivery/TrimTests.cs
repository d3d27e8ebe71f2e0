using Gateway.Core.Delivery;
using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Delivery;

/// <summary>What a queue keeps of a backlog, and for how long.</summary>
internal sealed class TrimTests
{
    private readonly DispatchQueue _queue = new(new DeliveryOptions(), GatewayScheduler.ThreadPool);

    [Test]
    public void The_second_trim_after_the_last_event_leaves_nothing()
    {
        Assert.That(_queue.HoldsMemory, Is.False);
        var messages = PassThrough(20);

        Assert.That(_queue.HoldsMemory, Is.True);
        Assert.That(_queue.Trim(), Is.True, "It was needed since the last trim");
        Assert.That(messages.Select(m => m.Capacity), Is.All.Positive);
        Assert.That(_queue.Trim(), Is.False);
        Assert.That(messages.Select(m => m.Capacity), Is.All.Zero);
    }

    [Test]
    public void A_queue_in_use_keeps_what_it_needs()
    {
        PassThrough(20);
        for (var i = 0; i < 5; i++)
        {
            _queue.Trim();
            var messages = PassThrough(5);
            Assert.That(messages.Select(m => m.Capacity), Is.All.Positive);
        }

        Assert.That(_queue.Trim(), Is.True);
        Assert.That(_queue.Trim(), Is.False);
    }

    [Test]
    public void Payloads_that_are_no_events_leave_nothing_to_trim()
    {
        for (var i = 0; i < 3; i++)
        {
            var message = _queue.TakeSpare();
            message.GetSpan(100);
            _queue.ReturnUnused(message);
            _queue.Flush();

            Assert.That((message.Capacity, _queue.HoldsMemory), Is.EqualTo((0, false)));
            Assert.That(_queue.TakeSpare(), Is.SameAs(message), "It is used again");
            _queue.ReturnUnused(message);
        }
    }

    [Test]
    public async Task A_queue_that_has_ended_holds_nothing()
    {
        var messages = PassThrough(20);

        _queue.Complete();

        Assert.That(await _queue.WaitForItemAsync(), Is.False);
        Assert.That(_queue.HoldsMemory, Is.False);
        Assert.That(messages.Select(m => m.Capacity), Is.All.Zero);
    }

    // So many events wait at once, and are then handled.
    private List<PooledMessage> PassThrough(int events)
    {
        var messages = new List<PooledMessage>();
        for (var i = 0; i < events; i++)
        {
            var message = _queue.TakeSpare();
            message.GetSpan(100);
            message.Advance(100);
            messages.Add(message);
            var dispatch = new Dispatch(default, new GatewayEnvelope(0, i + 1, null, "X", 0, 100), message);
            _queue.Enqueue(new QueuedDispatch(dispatch, message, "session"));
        }

        while (_queue.TryDequeue(out var item))
        {
            _queue.Return(item.Message, finished: true);
        }

        _queue.Flush();
        return messages;
    }
}
