using Gateway.Simulator.Hosting;

namespace GatewaySimulator.Running;

/// <summary>What is printed at the start: the addresses, and how each library is pointed at them.</summary>
internal static class Welcome
{
    public static IEnumerable<string> Lines(SimulatorHost host, string token)
    {
        var http = host.HttpBaseUrl.OriginalString.TrimEnd('/');
        var gateway = host.GatewayUrl.OriginalString.TrimEnd('/');
        return
        [
            $"Gateway        {gateway}",
            $"Resume URL     {host.ResumeUrl.OriginalString.TrimEnd('/')}",
            $"HTTP API       {http}/api/v10",
            $"Control, page  {http}/_sim",
            $"Token          {token}",
            "",
            "How to point a bot at it:",
            "",
            "  discord.js     new Client({ intents, rest: { api: '" + http + "/api' } })",
            "",
            "  discord.py     discord.http.Route.BASE = '" + http + "/api/v10'",
            "                 discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL('" + gateway + "')",
            "",
            "  Discord.Net    new DiscordSocketConfig { RestClientProvider = _ => DefaultRestClientProvider.Instance(\"" + http + "/api/v10/\") }",
            "",
            "  NetCord        always speaks TLS: start with --tls, and set Hostname = \"" + host.HttpBaseUrl.Authority + "\"",
            "                 in GatewayClientConfiguration and in its RestClientConfiguration",
            "",
            "  discordgo      discordgo.EndpointGateway = \"" + http + "/api/v10/gateway\"",
            "                 discordgo.EndpointGatewayBot = \"" + http + "/api/v10/gateway/bot\"",
            "",
            "  Gateway.Core   GatewayUrl = new Uri(\"" + gateway + "\")",
            "",
        ];
    }
}
