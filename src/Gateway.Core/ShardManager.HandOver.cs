using Gateway.Core.Fleet;

namespace Gateway.Core;

// A shard goes from this process to another, or comes from one.
public sealed partial class ShardManager
{
    /// <summary>
    /// Stops a shard so that another process can go on with it: <see cref="AddAsync"/> there resumes the session, without an
    /// identify and without a loss. Until then Discord keeps what happens, for a few minutes at most.
    /// </summary>
    /// <param name="shardIndex">A shard of this manager that runs.</param>
    /// <param name="cancellationToken">Stops waiting for the handler. The shard is stopped all the same, and can be restarted.</param>
    /// <returns>
    /// What the other process needs. Completes when the connection is closed and the handler has finished what was received; what it
    /// does not finish within the stop time-out is delivered again over there. Call it outside the shard's own handler, or it waits for itself.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">This manager has no such shard.</exception>
    /// <exception cref="InvalidOperationException">The shard does not run, or has no session to hand over; then nothing has changed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task<ShardHandOver> HandOverAsync(int shardIndex, CancellationToken cancellationToken = default)
    {
        var member = MemberOf(shardIndex, nameof(shardIndex));
        if (!member.IsRunning || member.Session is null)
        {
            throw new InvalidOperationException(
                $"Shard {member.Id} has no session. Allowed: a shard that runs, and whose handler was given READY.");
        }

        var fingerprint = TokenFingerprint.Of(await _context.Template.Token.GetAsync(cancellationToken).ConfigureAwait(false));
        var ended = member.EndedAsync();
        await member.StopAsync(keepSession: true).ConfigureAwait(false);
        var done = new Driver.Completion(_context.Scheduler);
        _ = CompleteAsync(ended, done);
        await AwaitAsync(done, cancellationToken).ConfigureAwait(false);
        return new ShardHandOver
        {
            Session = member.Session ?? throw new InvalidOperationException($"Shard {member.Id} has lost its session while it was stopped."),
            TokenFingerprint = fingerprint,
        };
    }

    /// <summary>Goes on with a shard that another process has handed over.</summary>
    /// <param name="handOver">What <see cref="HandOverAsync"/> gave there.</param>
    /// <param name="cancellationToken">Ends asking for the token.</param>
    /// <returns>Completes when the shard is on its way.</returns>
    /// <exception cref="ArgumentException">It is of another token, another shard count, or a form that is not known.</exception>
    /// <exception cref="InvalidOperationException">The shard runs already, or the fleet does not.</exception>
    public async Task AddAsync(ShardHandOver handOver, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handOver);
        if (handOver.Version != ShardHandOver.CurrentVersion)
        {
            throw new ArgumentException($"The version is {handOver.Version}. Allowed: {ShardHandOver.CurrentVersion}.", nameof(handOver));
        }

        var token = await _context.Template.Token.GetAsync(cancellationToken).ConfigureAwait(false);
        if (handOver.TokenFingerprint != TokenFingerprint.Of(token))
        {
            throw new ArgumentException(
                "The session is of another token. Allowed: a hand-over between processes that have the same token.", nameof(handOver));
        }

        var session = handOver.Session;
        if (session.ShardCount != RunningSet().Count)
        {
            throw new ArgumentException(
                $"The session is of shard {session.ShardIndex}/{session.ShardCount}. Allowed: one of {RunningSet().Count} shards.", nameof(handOver));
        }

        Add(session.ShardIndex, session);
    }

    private static async Task CompleteAsync(Task task, Driver.Completion completion)
    {
        await task.ConfigureAwait(false);
        completion.TryComplete();
    }
}
