using Gateway.Core;
using Gateway.Shard.WebsocketClient;
using StressBot.Options;

namespace StressBot.Live;

/// <summary>Another gateway than the simulator: Discord, or what <c>--gateway</c> names.</summary>
internal sealed record LiveTarget(string Token, IGatewayInfoSource Info) : IDisposable
{
    public static LiveTarget For(StressOptions options, Func<string, string?> environment)
    {
        var token = environment(options.Live ? OptionParser.LiveTokenEnv : options.TokenEnv!)!;
        return options.Gateway switch
        {
            null => new LiveTarget(token, new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions { Token = token })),
            { Scheme: "http" or "https" } http => new LiveTarget(
                token, new HttpGatewayInfoSource(new HttpGatewayInfoSourceOptions { Token = token, BaseAddress = http })),
            var socket => new LiveTarget(token, new FixedGatewayInfoSource(socket)),
        };
    }

    public void Dispose() => (Info as IDisposable)?.Dispose();

    /// <summary>Never the token.</summary>
    public override string ToString() => nameof(LiveTarget);
}
