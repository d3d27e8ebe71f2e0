using System.Buffers;
using System.Text;
using Gateway.Core.Commands;
using Gateway.Core.Driver;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Transport;

namespace Gateway.Core.Tests.Driver;

/// <summary>What goes out before what, and what goes out together.</summary>
internal sealed class WriterLaneTests
{
    private readonly Owner _owner = new();
    private readonly Wire _wire = new();
    private WriterLane _lane = null!;

    [SetUp]
    public void Open()
    {
        SynchronizationContext.SetSynchronizationContext(null); // With NUnit's own the writer would go on elsewhere.
        _owner.Told.Clear();
        _wire.Writes.Clear();
        _wire.Block = null;
        _lane = new WriterLane(_wire, _owner, isBinary: false);
    }

    [Test]
    public void Commands_that_were_added_together_go_out_in_one_write()
    {
        _lane.Append(Command("a"));
        _lane.Append(Command("b"));
        _lane.Append(Command("c"));
        Assert.That(_wire.Writes, Is.Empty);
        _lane.Begin();
        Assert.That(_wire.Writes, Is.EqualTo(new[] { "a+b+c" }));
        Assert.That(_owner.Told, Is.EqualTo(new[] { "writing a", "writing b", "writing c", "written a", "written b", "written c" }));
        _lane.Enqueue(Command("d"));
        Assert.That(_wire.Writes[^1], Is.EqualTo("d"));
    }

    [Test]
    public void One_write_has_at_most_16_commands_and_16_KiB()
    {
        for (var i = 0; i < 18; i++)
        {
            _lane.Append(Command("x"));
        }

        _lane.Append(Command(new string('y', 10_000)));
        _lane.Append(Command(new string('z', 10_000)));
        _lane.Append(Command(new string('w', 20_000)));
        _lane.Begin();
        Assert.That(
            _wire.Writes.Select(w => w.Length),
            Is.EqualTo(new[] { 16 + 15, 2 + 10_000 + 2, 10_000, 20_000 }));
    }

    [Test]
    public void A_heartbeat_waits_for_the_write_under_way_and_for_nothing_else()
    {
        _wire.Block = new TaskCompletionSource();
        _lane.Append(Command("a"));
        _lane.Append(Command("b"));
        _lane.Begin();
        _lane.Enqueue(Command("c"));
        _lane.Enqueue(new LaneItem { Payload = "resume"u8.ToArray(), Purpose = SendPurpose.Resume });
        _lane.Enqueue(new LaneItem { Payload = "late resume"u8.ToArray(), Purpose = SendPurpose.Resume });
        _lane.Enqueue(Command("d"));
        _lane.Beat();
        _lane.Beat();
        Assert.That(_wire.Writes, Is.EqualTo(new[] { "a+b" }));
        _wire.Unblock();
        Assert.That(_wire.Writes, Is.EqualTo(new[] { "a+b", "beat 1", "beat 2", "resume", "late resume", "c+d" }));
    }

    [Test]
    public void A_close_frame_goes_alone_and_nothing_comes_after_it()
    {
        _lane.Append(Command("a"));
        _lane.Append(new LaneItem { Close = (4000, "") });
        _lane.Append(Command("b"));
        _lane.Begin();
        _lane.Beat();
        Assert.That(_wire.Writes, Is.EqualTo(new[] { "a", "close 4000" }));
        Assert.That(_owner.Told, Does.Contain("refused b"));
    }

    [Test]
    public void A_write_that_fails_fails_all_that_were_in_it_and_refuses_the_rest()
    {
        _wire.Block = new TaskCompletionSource();
        _lane.Append(Command("a"));
        _lane.Append(Command("b"));
        _lane.Begin();
        _lane.Enqueue(Command("c"));
        _lane.Beat();
        _owner.Told.Clear();
        _wire.Fail(new IOException("gone"));
        Assert.That(_owner.Told, Is.EqualTo(new[] { "failed a", "failed b", "refused c" }));
        Assert.That(_wire.Writes, Has.Count.EqualTo(1));
        _lane.Beat();
        _lane.Enqueue(Command("d"));
        Assert.That(_wire.Writes, Has.Count.EqualTo(1));
        Assert.That(_owner.Told[^1], Is.EqualTo("refused d"));
    }

    [Test]
    public async Task A_transport_without_a_write_of_its_own_for_many_sends_one_after_another()
    {
        ITransportConnection plain = new PlainWire();
        await plain.SendAsync(new ReadOnlyMemory<byte>[] { "a"u8.ToArray(), "b"u8.ToArray() }, true);
        Assert.That(((PlainWire)plain).Writes, Is.EqualTo(new[] { "a", "b" }));
    }

    private static LaneItem Command(string text) => new()
    {
        Payload = Encoding.UTF8.GetBytes(text),
        Command = new PendingCommand(
            new RequestSoundboardSounds(1), SendClass.Command, default, new Completion(GatewayScheduler.ThreadPool)),
    };

    private static string TextOf(LaneItem item) =>
        item.Close is { } close ? $"close {close.Code}" : Encoding.UTF8.GetString(item.Payload.Span);

    private sealed class Owner : ILaneOwner
    {
        private int _beats;

        public List<string> Told { get; } = [];

        public TimeSpan Now => TimeSpan.Zero;

        public int WriteHeartbeat(Span<byte> destination) => Encoding.UTF8.GetBytes($"beat {++_beats}", destination);

        public void OnWriting(LaneItem item) => Told.Add($"writing {TextOf(item)}");

        public void OnWriteStarted()
        {
        }

        public void OnWritten(LaneItem item) => Told.Add($"written {TextOf(item)}");

        public void OnWriteFailed(LaneItem item, Exception error) => Told.Add($"failed {TextOf(item)}");

        public void OnLaneRefused(LaneItem item) => Told.Add($"refused {TextOf(item)}");
    }

    private class PlainWire : ITransportConnection
    {
        public List<string> Writes { get; } = [];

        public TaskCompletionSource? Block { get; set; }

        public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary) => Write(Encoding.UTF8.GetString(payload.Span));

        public ValueTask CloseOutputAsync(int code, string reason) => Write($"close {code}");

        public ValueTask WaitForDataAsync() => throw new NotSupportedException();

        public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes) => throw new NotSupportedException();

        public void Abort()
        {
        }

        public void Unblock()
        {
            var block = Block!;
            Block = null;
            block.SetResult();
        }

        public void Fail(Exception error) => Block!.SetException(error);

        protected ValueTask Write(string what)
        {
            Writes.Add(what);
            return Block is null ? default : new ValueTask(Block.Task);
        }
    }

    private sealed class Wire : PlainWire, ITransportConnection
    {
        public ValueTask SendAsync(ReadOnlyMemory<ReadOnlyMemory<byte>> payloads, bool binary) =>
            Write(string.Join('+', payloads.ToArray().Select(p => Encoding.UTF8.GetString(p.Span))));
    }
}
