using System.Text;
using Gateway.Simulator.InMemory;

namespace Gateway.Simulator.Tests.Support;

/// <summary>A client that writes down what comes and says what it is told to.</summary>
internal sealed class ScriptedClient : IInMemoryClient
{
    private readonly SimulatedWorld _world;

    public ScriptedClient(SimulatedWorld world, Uri url)
    {
        _world = world;
        Connection = world.Gateway.Connect(url, this);
    }

    public InMemoryClientConnection Connection { get; }

    public bool IsOpen { get; private set; }

    public bool IsClosed { get; private set; }

    public int? CloseCode { get; private set; }

    public string? CloseReason { get; private set; }

    public bool IsRefused { get; private set; }

    public int? RefusalStatus { get; private set; }

    public TimeSpan? RetryAfter { get; private set; }

    public List<(byte[] Bytes, bool Text)> Messages { get; } = [];

    public IReadOnlyList<Payload> Payloads => [.. Messages.Select(m => Payload.Parse(m.Bytes))];

    public IReadOnlyList<Payload> Dispatches => [.. Payloads.Where(p => p.Op == 0)];

    public IReadOnlyList<int> Ops => [.. Payloads.Select(p => p.Op)];

    public Payload Last => Payloads[^1];

    public string SessionId => Dispatches.First(p => p.T == "READY").D.GetProperty("session_id").GetString()!;

    public int LastSequence => Dispatches.Max(p => p.S) ?? 0;

    /// <summary>Sends, and lets it arrive.</summary>
    public ScriptedClient Say(string text)
    {
        Connection.Send(Encoding.UTF8.GetBytes(text));
        _world.Settle();
        return this;
    }

    /// <summary>Sends a binary message, and lets it arrive.</summary>
    public ScriptedClient SayBytes(byte[] bytes)
    {
        Connection.Send(bytes, text: false);
        _world.Settle();
        return this;
    }

    public ScriptedClient Close(int? code)
    {
        Connection.CloseOutput(code, "");
        _world.Settle();
        return this;
    }

    public ScriptedClient Abort()
    {
        Connection.Abort();
        _world.Settle();
        return this;
    }

    public void OnOpened() => IsOpen = true;

    public void OnRefused(int? httpStatus, TimeSpan? retryAfter)
        => (IsRefused, RefusalStatus, RetryAfter) = (true, httpStatus, retryAfter);

    public void OnMessage(ReadOnlyMemory<byte> payload, bool text) => Messages.Add((payload.ToArray(), text));

    public void OnClosed(int? code, string? reason)
    {
        Assert.That(IsClosed, Is.False, "Closed twice.");
        (IsClosed, CloseCode, CloseReason) = (true, code, reason);
    }
}
