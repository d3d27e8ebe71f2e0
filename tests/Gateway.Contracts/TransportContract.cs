using System.Buffers;
using System.Text;
using Gateway.Core.Transport;

namespace Gateway.Contracts;

/// <summary>What every <see cref="ITransport"/> does, over real sockets.</summary>
[Category("Sockets")]
public abstract class TransportContract
{
    private const int Cap = 1024 * 1024;

    protected ScriptedServer Server { get; private set; } = null!;

    [SetUp]
    public void StartServer() => Server = new ScriptedServer();

    [TearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    /// <summary>The transport under test. One that holds something is released by <see cref="Release"/>.</summary>
    protected abstract ITransport MakeTransport();

    protected virtual void Release(ITransport transport) => (transport as IDisposable)?.Dispose();

    [Test]
    public async Task Text_and_binary_go_both_ways()
    {
        var (connection, peer) = await ConnectAsync();

        await Deadline.Within(connection.SendAsync(Encoding.UTF8.GetBytes("hello"), binary: false));
        await Deadline.Within(connection.SendAsync(new byte[] { 131, 1, 0 }, binary: true));
        await peer.SendTextAsync("welcome");
        await peer.WriteAsync(Frames.Make(Frames.BinaryOpcode, [7, 8, 9]));

        Assert.Multiple(async () =>
        {
            var (opcode, payload) = (await peer.ReadFrameAsync()).GetValueOrDefault();
            Assert.That((opcode, Encoding.UTF8.GetString(payload)), Is.EqualTo((Frames.TextOpcode, "hello")));
            (opcode, payload) = (await peer.ReadFrameAsync()).GetValueOrDefault();
            Assert.That((opcode, payload), Is.EqualTo((Frames.BinaryOpcode, new byte[] { 131, 1, 0 })));
            var (message, received) = await ReceiveAsync(connection);
            Assert.That((message.Kind, Encoding.UTF8.GetString(received)), Is.EqualTo((TransportMessageKind.Text, "welcome")));
            (message, received) = await ReceiveAsync(connection);
            Assert.That((message.Kind, received), Is.EqualTo((TransportMessageKind.Binary, new byte[] { 7, 8, 9 })));
        });
        connection.Abort();
    }

    protected async Task<(ITransportConnection Connection, ScriptedPeer Peer)> ConnectAsync()
    {
        var accepting = Server.AcceptAsync();
        var connection = await Deadline.Within(MakeTransport().ConnectAsync(Server.Url, CancellationToken.None));
        return (connection, await accepting);
    }

    protected static async Task<(TransportMessage Message, byte[] Payload)> ReceiveAsync(
        ITransportConnection connection, int cap = Cap)
    {
        var destination = new ArrayBufferWriter<byte>();
        await Deadline.Within(connection.WaitForDataAsync());
        var message = await Deadline.Within(connection.ReceiveAsync(destination, cap));
        return (message, destination.WrittenSpan.ToArray());
    }
}
