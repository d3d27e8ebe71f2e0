using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Interop;

/// <summary>A client with zstd-stream.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class OceanicTests
{
    [Test]
    public async Task Oceanic_with_zstd_stream_loses_nothing()
    {
        var node = Requirement.Node24();
        Requirement.Package("oceanic.js");

        // It answers op 9 with an Identify at once, on the same connection, and so on for every op 9 that this brings: within
        // the window of its bucket that is a storm until its own limiter stops it. Here the second Identify is welcome.
        await using var host = await Conversation.StartHostAsync(identifyWindow: TimeSpan.Zero);
        using var client = new NodeProcess(node, "oceanic.mjs", host.HttpBaseUrl + "api", "sim-token");

        // What it is still decompressing when it leaves a connection it hands over after the resume, and the replay again:
        // messages come twice. So nothing is on its way here when op 7 comes.
        await Conversation.HoldAsync(host, client, busyAtReconnect: false);

        Assert.That(client.Told("ready")[0].GetProperty("guilds").GetArrayLength(), Is.EqualTo(host.Server.Options.GuildCount));
        Assert.That(client.Told("created")[0].GetProperty("messages").GetInt32(), Is.EqualTo(10_000), "as Message objects");
        Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
    }
}
