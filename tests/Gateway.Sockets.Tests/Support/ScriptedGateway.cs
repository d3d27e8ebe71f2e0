using System.Text;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Sockets.Tests.Support;

/// <summary>Discord's side of one connection, told by hand, for what the simulator would not send.</summary>
internal sealed class ScriptedGateway(ScriptedPeer peer)
{
    public ScriptedPeer Peer => peer;

    public Task HelloAsync(TimeSpan interval) =>
        peer.SendTextAsync($$$"""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":{{{(int)interval.TotalMilliseconds}}}}}""");

    /// <summary>Hello, Identify, READY with a session that is resumed at the same address.</summary>
    public async Task<JsonElement> StartSessionAsync(TimeSpan interval, string sessionId = "session-1")
    {
        await HelloAsync(interval);
        var identify = await ReadOpcodeAsync(2);
        await peer.SendTextAsync(Ready(sessionId));
        return identify;
    }

    /// <summary>Hello, Resume, RESUMED. Answers with the Resume.</summary>
    public async Task<JsonElement> ResumeSessionAsync(TimeSpan interval, long sequence)
    {
        await HelloAsync(interval);
        var resume = await ReadOpcodeAsync(6);
        await DispatchAsync("RESUMED", sequence);
        return resume;
    }

    public static string Ready(string sessionId) =>
        $$$"""{"t":"READY","s":1,"op":0,"d":{"v":10,"session_id":"{{{sessionId}}}","user":{"id":"1"},"application":{"id":"2","flags":0},"guilds":[]}}""";

    public Task DispatchAsync(string name, long sequence) =>
        peer.SendTextAsync($$$"""{"t":"{{{name}}}","s":{{{sequence}}},"op":0,"d":{"id":"{{{sequence}}}"}}""");

    /// <summary>Reads until a payload of this opcode, answering heartbeats on the way.</summary>
    public async Task<JsonElement> ReadOpcodeAsync(int opcode)
    {
        while (await peer.ReadFrameAsync() is var (frame, payload))
        {
            Assert.That(frame, Is.EqualTo(Frames.TextOpcode), "Only text frames are expected: " + frame);
            var json = JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(payload));
            var got = json.GetProperty("op").GetInt32();
            if (got == opcode)
            {
                return json.GetProperty("d");
            }

            Assert.That(got, Is.EqualTo(1), "Only heartbeats come in between");
            await peer.SendTextAsync("""{"op":11}""");
        }

        throw new AssertionException($"The connection ended before op {opcode}.");
    }
}
