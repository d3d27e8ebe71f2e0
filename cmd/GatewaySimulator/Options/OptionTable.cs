using System.Net;
using Commands;
using Gateway.Simulator;
using static Commands.OptionValue;

namespace GatewaySimulator.Options;

/// <summary>Every option that there is.</summary>
internal static class OptionTable
{
    private const string Privileged = "none, all, or some of members, presences, content with commas between them";

    public static IReadOnlyList<OptionRow<CommandLine>> Rows { get; } =
    [
        new("--port", "N", "0 to 65535", "Port of the gateway, of HTTP and of the control API; 0 takes a free one. Default: 7000.",
            (o, v) => Whole(v, 0, 65535) is { } n ? o with { Port = n } : null),
        new("--resume-port", "N", "0 to 65535", "Port of the resume address. Default: 0, a free one.",
            (o, v) => Whole(v, 0, 65535) is { } n ? o with { ResumePort = n } : null),
        new("--listen", "ADDRESS", "an IP address of this machine; 0.0.0.0 or [::] for all", "Where to listen. Anywhere but on loopback, whoever can reach the port can use the control API too. Default: 127.0.0.1.",
            (o, v) => IPAddress.TryParse(v.Trim('[', ']'), out var a) ? o with { Listen = a } : null),
        new("--public-host", "NAME", "a host name or IP address", "The host in the URLs that clients are told. Default: the address of --listen, or 127.0.0.1 for all.",
            (o, v) => Uri.CheckHostName(v.Trim('[', ']')) != UriHostNameType.Unknown ? o with { PublicHost = v } : null),
        new("--tls", null, "no value", "Speaks wss and https, with a certificate made at the start.",
            (o, _) => o with { Tls = true }),
        new("--certificate", "FILE.pem", "the path of a file that can be written", "With --tls: writes the certificate there, for the clients that shall trust it.",
            (o, v) => v.Length > 0 ? o with { CertificateFile = v } : null),
        new("--token", "TEXT", "any text without spaces", "The bot's token. Default: sim-token.",
            (o, v) => v.Length > 0 && !v.Any(char.IsWhiteSpace) ? With(o, s => s with { Tokens = [v] }) : null),
        new("--guilds", "N", "0 to 100000", "Guilds the bot is in. Default: 8.",
            (o, v) => Whole(v, 0, 100_000) is { } n ? With(o, s => s with { GuildCount = n }) : null),
        new("--members", "N", "1 to 100000", "Members of each guild. Default: 20.",
            (o, v) => Whole(v, 1, 100_000) is { } n ? With(o, s => s with { MembersPerGuild = n }) : null),
        new("--shards", "N", "1 to 100000", "How many shards Get Gateway Bot recommends. Default: 1.",
            (o, v) => Whole(v, 1, 100_000) is { } n ? With(o, s => s with { RecommendedShards = n }) : null),
        new("--max-concurrency", "N", "1 to 1024", "Identify buckets. Default: 1.",
            (o, v) => Whole(v, 1, 1024) is { } n ? With(o, s => s with { MaxConcurrency = n }) : null),
        new("--identify-window", "TIME", DurationText.Allowed("0s", "1m"), "Time between two identifies of one bucket. Default: 5s.",
            (o, v) => DurationText.Parse(v, TimeSpan.Zero, TimeSpan.FromMinutes(1)) is { } t ? With(o, s => s with { IdentifyWindow = t }) : null),
        new("--identifies", "N", "1 to 1000000", "Identifies a day; one more ends every session and the token. Default: 1000.",
            (o, v) => Whole(v, 1, 1_000_000) is { } n ? With(o, s => s with { IdentifyTotal = n }) : null),
        new("--heartbeat-interval", "TIME", DurationText.Allowed("10ms", "10m"), "What Hello announces. Default: 41250ms.",
            (o, v) => DurationText.Parse(v, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)) is { } t ? With(o, s => s with { HeartbeatInterval = t }) : null),
        new("--resume-window", "TIME", DurationText.Allowed("0s", "1h"), "How long a session outlives its connection. Default: 2m.",
            (o, v) => DurationText.Parse(v, TimeSpan.Zero, TimeSpan.FromHours(1)) is { } t ? With(o, s => s with { ResumeWindow = t }) : null),
        new("--replay", "N", "1 to 10000000", "Dispatches kept for a resume, per session. Default: Discord's formula, 100 to 3500 by the number of guilds.",
            (o, v) => Whole(v, 1, 10_000_000) is { } n ? With(o, s => s with { ReplayCapacity = n }) : null),
        new("--grant-intents", "LIST", Privileged, "The privileged intents that the portal has granted. Default: all.",
            (o, v) => IntentBits(v) is { } bits ? With(o, s => s with { PrivilegedIntents = bits }) : null),
        new("--rate", "N", "0 to 1000000 events a second", "Events a second for each session. Default: 0.",
            (o, v) => Number(v, 0, 1_000_000) is { } n ? With(o, s => s with { EventsPerSecond = n }) : null),
        new("--faults", "WHAT", "none, default, heavy, or the path of a plan as JSON", "What breaks by itself: nothing, about a fault a second, four a second, or your own plan. Default: none.",
            (o, v) => v switch
            {
                "" => null,
                "none" => o with { Faults = null },
                "default" => o with { Faults = new FaultSource(FaultLevel.Default, null) },
                "heavy" => o with { Faults = new FaultSource(FaultLevel.Heavy, null) },
                _ => File.Exists(v) ? o with { Faults = new FaultSource(null, v) } : null,
            }),
        new("--seed", "N", "0 to 2147483647", "Decides ids, events, faults and whom they hit. Default: 1.",
            (o, v) => Whole(v, 0, int.MaxValue) is { } n ? With(o, s => s with { Seed = n }) : null),
        new("--quiet", null, "no value", "Prints the URLs and the report at the end, and nothing between.",
            (o, _) => o with { Quiet = true }),
        new("--help", null, "no value", "Prints this.",
            (o, _) => o with { Help = true }),
    ];

    private static CommandLine With(CommandLine options, Func<GatewayServerOptions, GatewayServerOptions> change)
        => options with { Server = change(options.Server) };

    private static long? IntentBits(string text)
    {
        long bits = 0;
        foreach (var word in text.Split(','))
        {
            long? bit = word switch
            {
                "none" when text == "none" => 0,
                "all" when text == "all" => (1 << 1) | (1 << 8) | (1 << 15),
                "members" => 1 << 1,
                "presences" => 1 << 8,
                "content" => 1 << 15,
                _ => null,
            };
            if (bit is null)
            {
                return null;
            }

            bits |= bit.Value;
        }

        return bits;
    }
}
