using System.Diagnostics;
using System.Globalization;
using Gateway.Core;
using Gateway.Core.Limits;
using Gateway.Shard.WebsocketClient;
using Microsoft.Extensions.Logging;
using StressBot.Account;
using StressBot.Options;
using StressBot.Reporting;
using StressBot.Running;

namespace StressBot.Live;

/// <summary>A run against a gateway that is not ours: reads everything, breaks nothing, and tells what the sequences tell.</summary>
internal sealed class LiveRun(StressOptions options, ShardSet shards, BotLog log, Output output)
{
    private const int DisallowedIntents = 4014;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(30);
    private readonly HashSet<int> _reported = [];
    private bool _invited;

    public static async Task<RunResult> RunAsync(StressOptions options, Output output, CancellationToken interruption)
    {
        using var target = LiveTarget.For(options, Environment.GetEnvironmentVariable);
        var alerts = options.AlertWebhook is { } url
            ? new AlertWebhook(url, new SecretFilter(target.Token, url.AbsoluteUri)) : null;
        try
        {
            using var log = new BotLog(
                target.Token, options.Verbose ? output.Error : null, (level, text) => alerts?.Raise($"**{level}** {text}"));
            using var crashes = new CrashAlerts(log, () => alerts?.DisposeAsync().AsTask() ?? Task.CompletedTask);
            return await RunAsync(options, target, log, output, interruption).ConfigureAwait(false);
        }
        finally
        {
            if (alerts is not null)
            {
                await alerts.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<RunResult> RunAsync(
        StressOptions options, LiveTarget target, BotLog log, Output output, CancellationToken interruption)
    {
        using var limiter = new BucketIdentifyRateLimiter();
        using var metrics = new MetricsCollector();
        var count = options.Shards
            ?? (await target.Info.GetAsync(refresh: false, interruption).ConfigureAwait(false)).RecommendedShards ?? 1;
        var transport = new WebSocketTransport();
        var common = new GatewayShardOptions
        {
            Token = target.Token,
            Intents = GatewayIntents.All,
            GatewayInfo = target.Info,
            IdentifyLimiter = limiter,
            LoggerFactory = log,
            Delivery = new DeliveryOptions { Mode = options.Delivery },
        };
        var shards = new ShardSet([.. Enumerable.Range(0, count).Select(i => new ShardRunner(
            common with { Shard = new ShardId(i, count) }, transport, static ledger => new RecordingHandler(ledger)))]);
        return await new LiveRun(options, shards, log, output).RunAsync(metrics, interruption).ConfigureAwait(false);
    }

    private async Task<RunResult> RunAsync(MetricsCollector metrics, CancellationToken interruption)
    {
        using var stalls = new StallMeter();
        var duration = options.Duration ?? (options.Live ? Timeout.InfiniteTimeSpan : DefaultDuration);
        var clock = Stopwatch.StartNew();
        output.Line($"StressBot: {shards.All.Count} shards on {(options.Live ? "Discord" : "another gateway")}, {(duration < TimeSpan.Zero ? "until Ctrl+C" : DurationText.Format(duration))}");
        shards.Start();
        var resources = new ResourceMeter(0);
        var nextProgress = output.Interval;
        while ((duration < TimeSpan.Zero || clock.Elapsed < duration) && !interruption.IsCancellationRequested && shards.All.Any(s => !s.Run.IsCompleted))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), interruption).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Invite();
            await WatchEndsAsync().ConfigureAwait(false);
            if (clock.Elapsed >= nextProgress)
            {
                nextProgress += output.Interval;
                output.Progress(string.Create(CultureInfo.InvariantCulture,
                    $"{clock.Elapsed.TotalSeconds,5:0} s  {shards.Ready}/{shards.All.Count} ready  {shards.Received} received  {metrics.EndingsTotal} reconnects  {shards.Resumes} resumes  {shards.Identifies} identifies"));
            }
        }

        var figures = shards.Figures(metrics);
        var reconnects = metrics.EndingsByCause();
        var cost = resources.Read(shards.Received);
        var violations = await shards.StopAsync(keepSession: false).ConfigureAwait(false);
        var verdict = Judge.RunAlone(shards.Account());
        return new RunResult
        {
            Options = options,
            Seed = 0,
            Took = clock.Elapsed,
            Verdict = verdict with { Violations = [.. verdict.Violations, .. violations, .. log.Violations()] },
            Shards = figures,
            ReconnectsByCause = reconnects,
            Heartbeats = HeartbeatFigures.From(metrics),
            Resources = cost,
            LongestStall = stalls.Longest,
            Warnings = log.Counts,
            Interrupted = interruption.IsCancellationRequested,
        };
    }

    // As soon as READY has told who we are: so that whoever reads the output can bring the bot onto a server.
    private void Invite()
    {
        if (!_invited && shards.All.Select(s => s.Status.Ready).FirstOrDefault(r => r is { ApplicationId: > 0 }) is { } ready)
        {
            _invited = true;
            output.Line(string.Create(CultureInfo.InvariantCulture,
                $"Invite this bot: https://discord.com/oauth2/authorize?client_id={ready.ApplicationId}&scope=bot"));
        }
    }

    private async Task WatchEndsAsync()
    {
        foreach (var shard in shards.All.Where(s => s.Run.IsFaulted && !_reported.Contains(s.Ledger.Shard)))
        {
            var error = shard.Run.Exception!.GetBaseException();
            if (error is GatewayClosedException { CloseCode: DisallowedIntents } && shard.Shard.Intents == GatewayIntents.All)
            {
                // The portal has not switched the privileged intents on: then everything else.
                log.Write(LogLevel.Warning, "PrivilegedIntentsRefused", $"Shard {shard.Shard.Id}: privileged intents are not granted; going on without them.");
                await shard.RestartAsync(o => o with { Intents = GatewayIntents.AllUnprivileged }).ConfigureAwait(false);
                continue;
            }

            _reported.Add(shard.Ledger.Shard);
            log.Write(LogLevel.Error, "ShardEnded", error is GatewayClosedException ? error.Message : error.ToString());
        }
    }
}
