using System.Diagnostics;
using StressBot.Account;
using StressBot.Running;

namespace StressBot.Clients;

/// <summary>A bot in two processes: this one has the first half of the shards, a child the others and, in the middle, shard 0.</summary>
internal sealed class HandOverClient : IBotClient
{
    private readonly FleetClient _here;
    private readonly ChildClient _there;
    private bool _handedOver;

    private HandOverClient(FleetClient here, ChildClient there) => (_here, _there) = (here, there);

    public static async Task<HandOverClient> StartAsync(ClientSettings settings, TextWriter error)
    {
        var half = (settings.Shards + 1) / 2;
        var there = await ChildClient.StartAsync(settings with { FirstShard = half }).ConfigureAwait(false);
        return new HandOverClient(FleetClient.Start(settings with { LastShard = half - 1 }, error), there);
    }

    /// <summary>Stops shard 0 here and goes on with it in the child.</summary>
    /// <returns>How long nobody had it.</returns>
    public async Task<TimeSpan> HandOverAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        var taken = await _here.HandOverAsync(0).ConfigureAwait(false);
        await _there.TakeAsync(taken).ConfigureAwait(false);
        _handedOver = true;
        return Stopwatch.GetElapsedTime(startedAt);
    }

    public async Task<ClientState> GetStateAsync()
    {
        var here = await _here.GetStateAsync().ConfigureAwait(false);
        var there = await _there.GetStateAsync().ConfigureAwait(false);
        return new ClientState
        {
            Received = here.Received + there.Received,
            Resumes = here.Resumes + there.Resumes,
            Identifies = here.Identifies + there.Identifies,
            Reconnects = here.Reconnects + there.Reconnects,
            Shards = [.. here.Shards.Where(s => IsHere(s.Shard)), .. there.Shards],
        };
    }

    public Task MeasureAsync() => _here.MeasureAsync();

    public async Task<ClientReport> ReportAsync()
    {
        var here = await _here.ReportAsync().ConfigureAwait(false);
        var there = await _there.ReportAsync().ConfigureAwait(false);
        var both = there.After(here);
        ShardFigures[] left = [.. here.Shards.Where(s => IsHere(s.Shard))];
        return both with
        {
            Account = new ClientAccount([.. here.Account.Shards.Where(r => IsHere(r.Shard)).Concat(there.Account.Shards).OrderBy(r => r.Shard)]),
            Shards = [.. left.Concat(both.Shards).OrderBy(s => s.Shard)],
            Resources = here.Resources,
        };
    }

    public async Task<IReadOnlyList<string>> StopAsync(bool keepSessions) =>
        [.. await _here.StopAsync(keepSessions).ConfigureAwait(false), .. await _there.StopAsync(keepSessions).ConfigureAwait(false)];

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync().ConfigureAwait(false);
        await _there.DisposeAsync().ConfigureAwait(false);
    }

    private bool IsHere(int shard) => shard != 0 || !_handedOver;
}
