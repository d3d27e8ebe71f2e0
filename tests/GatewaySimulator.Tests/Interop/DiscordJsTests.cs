using GatewaySimulator.Tests.Support;

namespace GatewaySimulator.Tests.Interop;

/// <summary>Stock Node clients against the simulator: what they believe, others will.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class DiscordJsTests
{
    [Test]
    public async Task Discord_js_with_default_options_loses_nothing()
    {
        var node = Requirement.Node();
        Requirement.Package("discord.js");
        Requirement.ZlibSync();
        await using var host = await Conversation.StartHostAsync();
        using var client = new NodeProcess(node, "discordjs.mjs", host.HttpBaseUrl + "api", "sim-token");

        await Conversation.HoldAsync(host, client);

        Assert.That(client.Told("ready")[0].GetProperty("guilds").GetArrayLength(), Is.EqualTo(host.Server.Options.GuildCount));
        Assert.That(client.Told("created")[0].GetProperty("messages").GetInt32(), Is.EqualTo(10_000), "as Message objects");
        Assert.That(client.Told("incomplete"), Is.Empty);
        Assert.That(host.Server.Account.Violations.Select(v => v.ToString()), Is.Empty);
    }
}
