using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;
using Gateway.Simulator.Wire;

namespace Gateway.Simulator.Tests.Hosting;

/// <summary>What reaches the socket, write by write.</summary>
[TestFixture]
internal sealed class SocketPeerWireTests
{
    [Test]
    public async Task Messages_that_belong_together_are_one_write()
    {
        var (peer, writes) = Peer();
        peer.SendTogether([new WireMessage(new byte[] { 1 }, true), new WireMessage(new byte[] { 2, 3 }, false)], int.MaxValue);
        await RunAsync(peer);

        Assert.That(writes.Select(Convert.ToHexStringLower), Is.EqualTo(new[] { "8101" + "01" + "8202" + "0203" }));
    }

    [Test]
    public async Task A_message_in_frames_is_continued()
    {
        var (peer, writes) = Peer();
        peer.SendTogether([new WireMessage(new byte[] { 1, 2, 3, 4, 5 }, true)], 2);
        peer.Send(new byte[] { 6 }, text: false);
        await RunAsync(peer);

        Assert.That(string.Concat(writes.Select(Convert.ToHexStringLower)), Is.EqualTo("0102" + "0102" + "0002" + "0304" + "8001" + "05" + "8201" + "06"));
    }

    [Test]
    public async Task An_announced_message_is_a_header()
    {
        var (peer, writes) = Peer();
        peer.Announce(1L << 40);
        await RunAsync(peer);

        Assert.That(string.Concat(writes.Select(Convert.ToHexStringLower)), Is.EqualTo("827f" + "0000010000000000"));
    }

    [Test]
    public async Task Bytes_without_a_frame_are_written_as_they_are()
    {
        var (peer, writes) = Peer();
        peer.SendUnframed(new byte[] { 0xC0, 0xFF });
        await RunAsync(peer);

        Assert.That(string.Concat(writes.Select(Convert.ToHexStringLower)), Is.EqualTo("c0ff"));
    }

    [Test]
    public async Task A_drip_waits_after_each_drop_by_its_clock()
    {
        var time = new ManualTimeProvider();
        var (peer, writes) = Peer(time);
        peer.Drip(2, TimeSpan.FromSeconds(1));
        peer.SendUnframed(new byte[] { 1, 2, 3, 4, 5 });
        var writing = peer.WriteAsync(CancellationToken.None);

        Assert.That(writes, Has.Count.EqualTo(1));
        time.Advance(TimeSpan.FromSeconds(1), static () => { });
        await Eventually.ThatAsync(() => writes.Count == 2, "the second drop");
        time.Advance(TimeSpan.FromSeconds(1), static () => { });
        await Eventually.ThatAsync(() => writes.Count == 3, "the third drop");
        time.Advance(TimeSpan.FromSeconds(1), static () => { });
        peer.Complete();
        await writing.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(writes.Select(w => w.Length), Is.EqualTo(new[] { 2, 2, 1 }));
    }

    [Test]
    public async Task A_drip_ends_with_its_socket()
    {
        var (peer, writes) = Peer(new ManualTimeProvider());
        using var gone = new CancellationTokenSource();
        peer.Drip(1, TimeSpan.FromHours(1));
        peer.SendUnframed(new byte[100]);
        var writing = peer.WriteAsync(gone.Token);
        await gone.CancelAsync();
        await writing.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(writes, Has.Count.EqualTo(1));
    }

    private static (SocketPeer Peer, List<byte[]> Writes) Peer(TimeProvider? time = null)
    {
        var stream = new RecordingStream();
        return (new SocketPeer(stream, 1 << 20, static () => { }, static () => { }) { Time = time ?? TimeProvider.System }, stream.Writes);
    }

    private static Task RunAsync(SocketPeer peer)
    {
        peer.Complete();
        return peer.WriteAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class RecordingStream : MemoryStream
    {
        public List<byte[]> Writes { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.ToArray());
            return ValueTask.CompletedTask;
        }
    }
}
