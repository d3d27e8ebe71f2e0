using System.Buffers;
using System.Text;
using Gateway.Core.Transport;

namespace Gateway.Contracts;

/// <summary>What every <see cref="ITransport"/> does, over real sockets: the set-up; the tests are in the other parts.</summary>
[Category("Sockets")]
public abstract partial class TransportContract
{
    protected const int Cap = 1024 * 1024;

    protected ScriptedServer Server { get; private set; } = null!;

    [SetUp]
    public void StartServer() => Server = new ScriptedServer();

    [TearDown]
    public async Task StopServer() => await Server.DisposeAsync();

    /// <summary>What an empty close frame is told as: no code, unless the library below cannot tell it from 1000.</summary>
    protected virtual int? CodeOfEmptyClose => null;

    /// <summary>The transport under test, which sends <c>contract/1</c> as its User-Agent.</summary>
    protected abstract ITransport MakeTransport();

    protected Task<ITransportConnection> DialAsync(CancellationToken cancellationToken = default) =>
        Deadline.Within(MakeTransport().ConnectAsync(Server.Url, cancellationToken));

    protected async Task<(ITransportConnection Connection, ScriptedPeer Peer)> ConnectAsync()
    {
        var accepting = Server.AcceptAsync();
        return (await DialAsync(), await accepting);
    }

    protected static async Task<(TransportMessage Message, byte[] Payload)> ReceiveAsync(
        ITransportConnection connection, int cap = Cap)
    {
        var destination = new ArrayBufferWriter<byte>();
        await Deadline.Within(connection.WaitForDataAsync());
        var message = await Deadline.Within(connection.ReceiveAsync(destination, cap));
        return (message, destination.WrittenSpan.ToArray());
    }

    protected static async Task<string> ReceiveTextAsync(ITransportConnection connection)
    {
        var (message, payload) = await ReceiveAsync(connection);
        Assert.That(message.Kind, Is.EqualTo(TransportMessageKind.Text));
        return Encoding.UTF8.GetString(payload);
    }

    /// <summary>Waits for <paramref name="task"/> to fail, within the deadline, with whatever exception.</summary>
    protected static async Task AssertFailsAsync(Task task)
    {
        await Deadline.Within(Task.WhenAny(task));
        Assert.That(task.Status, Is.AnyOf(TaskStatus.Faulted, TaskStatus.Canceled));
    }
}
