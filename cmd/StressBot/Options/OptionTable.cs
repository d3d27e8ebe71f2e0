using Commands;
using Gateway.Core;
using static Commands.OptionValue;

namespace StressBot.Options;

/// <summary>An option of the stress bot.</summary>
/// <param name="SimulatorOnly">Whether it means nothing for another gateway.</param>
internal sealed record StressOptionRow(
    string Name, string? Value, string Allowed, string Help, Func<StressOptions, string, StressOptions?> Apply,
    bool SimulatorOnly = false) : OptionRow<StressOptions>(Name, Value, Allowed, Help, Apply);

/// <summary>Every option that there is.</summary>
internal static class OptionTable
{
    public const string ServeSwitch = "--serve";
    public const string ClientSwitch = "--client";

    public static IReadOnlyList<StressOptionRow> Rows { get; } =
    [
        new("--shards", "N", "1 to 10000", "Shards to run. Default: 4; with another gateway what it recommends.",
            (o, v) => Whole(v, 1, 10_000) is { } n ? o with { Shards = n } : null),
        new("--duration", "TIME", DurationText.Allowed, "How long to run, against the simulator once all shards are up. Default: 30s; with --live until Ctrl+C.",
            (o, v) => DurationText.TryParse(v, out var d) ? o with { Duration = d } : null),
        new("--storm", null, "no value", "In the middle the simulator drops all connections at once; shows how the shards come back, and what it cost. Without other faults unless --faults asks for them.",
            (o, _) => o with { Interlude = Interlude.Storm }, true),
        new("--restart", null, "no value", "The client runs in a process of its own. In the middle it is stopped, and another one goes on with its sessions. Without other faults unless --faults asks for them.",
            (o, _) => o with { Interlude = Interlude.Restart }, true),
        new("--kill", null, "no value", "As --restart, but the process is killed (SIGKILL) and its handlers are slow now and then. The library keeps what was handled: every event comes at least once, and what comes again is counted. Without other faults unless --faults asks for them.",
            (o, _) => o with { Interlude = Interlude.Kill }, true),
        new("--hand-over", null, "no value", "A child process has half of the shards, and in the middle shard 0 goes there, too. Without other faults unless --faults asks for them.",
            (o, _) => o with { Interlude = Interlude.HandOver }, true),
        new("--reshard", "FROM:TO", ReshardSpec.Allowed, "In the middle of traffic the fleet goes from one shard count to another. Shows what came twice, with its mark, and what got lost. Without faults.",
            (o, v) => ReshardSpec.Parse(v) is { } r ? o with { Reshard = r } : null, true),
        new("--simulator", "WHERE", "in-process, child", "Where the simulator runs. Only with child is it known what the client costs. Default: in-process.",
            (o, v) => Choice(v, ("in-process", SimulatorMode.InProcess), ("child", SimulatorMode.Child)) is { } m ? o with { Simulator = m } : null, true),
        new("--rate", "N", "0 to 100000 events a second", "Events a second for each shard. Default: 200, and no more than 2000 for all.",
            (o, v) => Number(v, 0, 100_000) is { } n ? o with { Rate = n } : null, true),
        new("--faults", "LEVEL", "none, default, heavy", "How much the simulator breaks: nothing, a fault a second, or four. Default: default; none with --storm, --restart, --kill and --hand-over.",
            (o, v) => Choice(v, ("none", FaultLevel.None), ("default", FaultLevel.Default), ("heavy", FaultLevel.Heavy)) is { } f ? o with { Faults = f } : null, true),
        new("--seed", "N", "0 to 2147483647", "Decides events, faults and whom they hit. Default: a new one each time, shown at the end.",
            (o, v) => Whole(v, 0, int.MaxValue) is { } n ? o with { Seed = n } : null, true),
        new("--max-concurrency", "N", "1 to 1024", "Identifies that the simulator allows in 5 s. Default: 16; a third of the shards if that is more, so that many come up in seconds.",
            (o, v) => Whole(v, 1, 1024) is { } n ? o with { MaxConcurrency = n } : null, true),
        new("--connect-cap", "N", "1 to 100000 connections a second", "How many connections the client dials a second at most. Default: no cap.",
            (o, v) => Whole(v, 1, 100_000) is { } n ? o with { ConnectCap = n } : null, true),
        new("--delivery", "MODE", "queued, inline", "How the library hands events over. Default: queued.",
            (o, v) => Choice(v, ("queued", DeliveryMode.Queued), ("inline", DeliveryMode.Inline)) is { } m ? o with { Delivery = m } : null),
        new("--report", "FILE.json", "the path of a file that can be written", "Writes the figures as JSON.",
            (o, v) => v.Length > 0 ? o with { ReportFile = v } : null),
        new("--gateway", "URL", "an absolute ws, wss, http or https URL", "Another gateway instead of the simulator: its WebSocket address, or the base of its HTTP API. Needs --token-env.",
            (o, v) => Url(v, "ws", "wss", "http", "https") is { } u ? o with { Gateway = u } : null),
        new("--token-env", "NAME", "the name of an environment variable that is set", "Where the token for --gateway is.",
            (o, v) => v.Length > 0 ? o with { TokenEnv = v } : null),
        new("--live", null, "no value", "Discord itself, with the token in DISCORD_TOKEN. Only reads.",
            (o, _) => o with { Live = true }),
        new("--alert-webhook", "URL", "an absolute http or https URL", "With --live: posts each warning, error and crash there.",
            (o, v) => Url(v, "http", "https") is { } u ? o with { AlertWebhook = u } : null),
        new("--verbose", null, "no value", "Prints the library's log to stderr.",
            (o, _) => o with { Verbose = true }),
        new("--help", null, "no value", "Prints this.",
            (o, _) => o with { Help = true }),
    ];

    private static Uri? Url(string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) ? url : null;

    private static T? Choice<T>(string text, params (string Name, T Value)[] choices)
        where T : struct
    {
        foreach (var (name, value) in choices)
        {
            if (name == text)
            {
                return value;
            }
        }

        return null;
    }
}
