using System.Text.Json;
using Gateway.Simulator;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Hosting;
using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Interop;

/// <summary>
/// The course that every client is put through: READY and its guilds, 10,000 messages with a resume after op 7 in their
/// midst, a new session after op 9 with false, and the account at the end.
/// </summary>
internal static class Conversation
{
    private const int BeforeReconnect = 4_000;
    private const int WhileReconnecting = 4_000;
    private const int InSecondSession = 2_000;
    private const int AllMessages = BeforeReconnect + WhileReconnecting + InSecondSession;

    /// <param name="identifyWindow">
    /// The time between two identifies. Clients wait for 5 s by their own clock, so the default is a little less.
    /// </param>
    public static Task<SimulatorHost> StartHostAsync(TimeSpan? identifyWindow = null) => SimulatorHost.StartAsync(new SimulatorHostOptions
    {
        Server = new GatewayServerOptions
        {
            IdentifyWindow = identifyWindow ?? TimeSpan.FromSeconds(4.8),
            ReplayCapacity = 20_000,
        },
    });

    /// <param name="host">The simulator.</param>
    /// <param name="client">The client, which has just been started.</param>
    /// <param name="busyAtReconnect">Whether messages are on their way when op 7 comes.</param>
    /// <param name="keepsOrder">Whether the library hands messages over in the order of the wire.</param>
    /// <returns>What the client told at its end.</returns>
    public static async Task<JsonElement> HoldAsync(SimulatorHost host, NodeProcess client, bool busyAtReconnect = true, bool keepsOrder = true)
    {
        try
        {
            return await HoldAsync(host.Server, client, busyAtReconnect, keepsOrder);
        }
        finally
        {
            await TestContext.Out.WriteLineAsync(host.Server.Account.Counters.ToString());
            foreach (var violation in host.Server.Account.Violations.Take(5))
            {
                await TestContext.Out.WriteLineAsync(violation.ToString());
            }
        }
    }

    private static async Task<JsonElement> HoldAsync(GatewayServer server, NodeProcess client, bool busyAtReconnect, bool keepsOrder)
    {
        await client.UntilAsync("ready");

        Send(server, BeforeReconnect / 2);
        await ReceivedAsync(client, BeforeReconnect / 2);
        Send(server, BeforeReconnect / 2);
        await (busyAtReconnect ? Task.CompletedTask : ReceivedAsync(client, BeforeReconnect));
        var old = server.Connections.Single(c => c.SessionId is not null).Id;
        server.Faults.SendReconnect(Target.All);
        if (!busyAtReconnect)
        {
            // Until it has let go of its connection, messages would still go out on that one.
            await Wait.UntilAsync(() => server.Connections.All(c => c.Id != old || c.SessionId is null), () => "the client to leave");
        }

        Send(server, WhileReconnecting);
        await client.UntilAsync("resumed");
        await ReceivedAsync(client, BeforeReconnect + WhileReconnecting);
        Assert.That(server.Account.Counters, Has.Property("Identifies").EqualTo(1).And.Property("ResumesAccepted").EqualTo(1));

        server.Faults.InvalidateSession(Target.All, resumable: false);
        await client.UntilAsync("shard-ready", 2);
        Send(server, InSecondSession);
        await ReceivedAsync(client, AllMessages);
        Assert.That(server.Account.Counters.Identifies, Is.EqualTo(2));

        var finished = await client.StopAsync();
        var received = finished.GetProperty("serials").EnumerateArray().Select(s => s.GetInt64()).ToArray();
        Assert.That(keepsOrder ? received : [.. received.Order()], Is.EqualTo(MessageSerials(server)), "every message once, in order");
        Assert.That(received, Has.Length.EqualTo(AllMessages));
        Assert.That(client.Told("error"), Is.Empty);
        return finished;
    }

    private static void Send(GatewayServer server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.That(server.DispatchEvent("MESSAGE_CREATE", DispatchTo.All), Has.Count.EqualTo(1), "sessions");
        }
    }

    private static Task ReceivedAsync(NodeProcess client, int count) => client.UntilAsync(
        () => client.Told("progress") is [.., var last] && last.GetProperty("messages").GetInt32() >= count,
        $"{count} messages");

    private static long[] MessageSerials(GatewayServer server) => [.. server.Account.Sessions
        .SelectMany(s => s.Dispatches).Where(d => d.EventName == "MESSAGE_CREATE").Select(d => d.Serial)];
}
