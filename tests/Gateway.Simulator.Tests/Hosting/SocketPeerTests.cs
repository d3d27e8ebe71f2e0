using Gateway.Simulator.Hosting;

namespace Gateway.Simulator.Tests.Hosting;

public class SocketPeerTests
{
    [Test]
    public async Task A_peer_that_is_frozen_with_messages_in_its_queue_stops_writing()
    {
        var peer = new SocketPeer(Stream.Null, 1 << 20, static () => { }, static () => { });
        peer.Send(new byte[100], text: true);
        peer.Freeze();

        // On a thread of its own: the fault this stands for was a loop that never came back.
        var writing = Task.Run(() => peer.WriteAsync(CancellationToken.None));

        await writing.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
