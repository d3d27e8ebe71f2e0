using System.Buffers;
using System.Text;
using Gateway.Core.Transport;
using StressBot.Clients;

namespace StressBot.Tests.Clients;

public class FleetTransportTests
{
    private static readonly Uri Url = new("ws://127.0.0.1");

    [Test]
    public async Task A_shard_that_speaks_on_two_connections_is_found_out()
    {
        var watch = new FleetTransport(new NullTransport(), _ => 3);
        var first = await watch.ConnectAsync(Url, default);
        await first.SendAsync(Bytes("""{"op":2,"d":{"shard":[3,8]}}"""), false);
        var second = await watch.ConnectAsync(Url, default);

        await second.SendAsync(Bytes("""{"op":6,"d":{"session_id":"a"}}"""), false);

        Assert.Multiple(() =>
        {
            Assert.That(watch.Overlaps, Is.EqualTo(1));
            Assert.That(watch.Held, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task One_connection_after_the_other_is_as_it_should_be()
    {
        var watch = new FleetTransport(new NullTransport(), _ => 3);
        for (var i = 0; i < 3; i++)
        {
            var connection = await watch.ConnectAsync(Url, default);
            await connection.SendAsync(Bytes("""{"op":6,"d":{"session_id":"a"}}"""), false);
            connection.Abort();
            connection.Abort();
        }

        Assert.Multiple(() =>
        {
            Assert.That(watch.Overlaps, Is.Zero);
            Assert.That(watch.Held, Is.Zero);
        });
    }

    [Test]
    public void A_dial_that_fails_holds_nothing()
    {
        var watch = new FleetTransport(new NullTransport { Fails = true }, _ => null);

        Assert.Multiple(() =>
        {
            Assert.That(async () => await watch.ConnectAsync(Url, default), Throws.InstanceOf<IOException>());
            Assert.That(watch.Held, Is.Zero);
        });
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class NullTransport : ITransport
    {
        public bool Fails { get; init; }

        public ValueTask<ITransportConnection> ConnectAsync(Uri url, CancellationToken cancellationToken) =>
            Fails ? throw new IOException("no") : new ValueTask<ITransportConnection>(new NullConnection());
    }

    private sealed class NullConnection : ITransportConnection
    {
        public ValueTask WaitForDataAsync() => ValueTask.CompletedTask;

        public ValueTask<TransportMessage> ReceiveAsync(IBufferWriter<byte> destination, int maxBytes) => throw new NotSupportedException();

        public ValueTask SendAsync(ReadOnlyMemory<byte> payload, bool binary) => ValueTask.CompletedTask;

        public ValueTask CloseOutputAsync(int code, string reason) => ValueTask.CompletedTask;

        public void Abort()
        {
        }
    }
}
