using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Interop;

/// <summary>
/// The gateway part of discord.js alone, in its newest version. Its third way to decompress, node's own zlib-stream, is not
/// here: it mixes up messages that come close together.
/// </summary>
[TestFixture]
[Category("Sockets")]
public sealed class DiscordJsWsTests
{
    [TestCase("none")]
    [TestCase("zlib-sync")]
    [TestCase("identify")]
    public async Task Discordjs_ws_loses_nothing(string compression)
    {
        var node = Requirement.Node();
        Requirement.Package("@discordjs/ws");
        if (compression == "zlib-sync")
        {
            Requirement.ZlibSync();
        }

        await using var host = await Conversation.StartHostAsync();
        using var client = new NodeProcess(node, "discordjs-ws.mjs", host.HttpBaseUrl + "api", "sim-token", compression);

        // Messages compressed one by one are decompressed side by side, and handed over as they get ready.
        await Conversation.HoldAsync(host, client, keepsOrder: compression != "identify");

        Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
    }
}
