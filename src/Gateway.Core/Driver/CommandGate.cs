using System.Threading.RateLimiting;
using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Driver;

/// <summary>
/// Commands wait here until the shard is Ready, the injected limiter has given a permit, and the send log has room.
/// Bounded by count. Not safe for concurrent use: the driver enters it under its lock.
/// </summary>
internal sealed class CommandGate(int bound, GatewayScheduler scheduler)
{
    private readonly LinkedList<PendingCommand> _pending = [];
    private int _leasesUnderWay;

    public int Count => _pending.Count;

    /// <summary>When the send log has to be asked again; null when nothing waits for it.</summary>
    public TimeSpan? RetryAt { get; private set; }

    /// <exception cref="CommandQueueFullException">The bound is reached.</exception>
    /// <param name="command">The command.</param>
    /// <param name="now">The time.</param>
    /// <param name="elsewhere">How many wait that are not in here.</param>
    public PendingCommand Add(GatewayCommand command, TimeSpan now, int elsewhere)
    {
        if (_pending.Count + elsewhere >= bound)
        {
            throw new CommandQueueFullException(bound);
        }

        var sendClass = OpcodeTable.Find((int)command.Opcode)?.Class ?? SendClass.Command;
        var pending = new PendingCommand(command, sendClass, now, new Completion(scheduler));
        _pending.AddLast(pending);
        return pending;
    }

    /// <summary>It was taken, and not written.</summary>
    public void PutBack(PendingCommand command) => _pending.AddFirst(command);

    /// <summary>Whether it still waits here.</summary>
    public bool Holds(PendingCommand command) => _pending.Contains(command);

    /// <summary>False when it has been taken already.</summary>
    public bool Remove(PendingCommand command) => _pending.Remove(command);

    /// <summary>
    /// Takes the first command that may be written now. A presence that waits for its own limit does not hold up
    /// what is behind it.
    /// </summary>
    /// <param name="machine">Counts it, or says when to ask again.</param>
    /// <param name="limiter">The connection's own limiter; null when none was injected.</param>
    /// <param name="now">The time.</param>
    /// <param name="needsLease">A command for which the limiter has to be waited for; the caller does it.</param>
    public PendingCommand? TryTake(
        ShardMachine machine, RateLimiter? limiter, TimeSpan now, out PendingCommand? needsLease)
    {
        needsLease = null;
        RetryAt = null;
        if (machine.State != ShardStateKind.Ready)
        {
            return null; // The limiter of a connection that has ended is disposed.
        }

        for (var node = _pending.First; node is not null; node = node.Next)
        {
            var command = node.Value;
            if (!HasLease(command, limiter))
            {
                if (_leasesUnderWay == 0)
                {
                    _leasesUnderWay++;
                    needsLease = command;
                }

                return null; // The limiter is first come first served.
            }

            switch (machine.AdmitCommand(command.Class, now, out var retryAt))
            {
                case CommandVerdict.Send:
                    _pending.Remove(node);
                    return command;
                case CommandVerdict.NotReady:
                    return null;
                default:
                    RetryAt = RetryAt is { } other && other < retryAt ? other : retryAt;
                    break;
            }
        }

        return null;
    }

    public void OnLeaseSettled() => _leasesUnderWay--;

    /// <summary>The permits of a connection's limiter end with it.</summary>
    public void OnConnectionEnded()
    {
        foreach (var command in _pending)
        {
            command.Lease?.Dispose();
            command.Lease = null;
        }
    }

    /// <summary>A new session begins: what belonged to the old one is taken out, and the presences with it.</summary>
    public List<PendingCommand> TakeForNewSession() => TakeWhere(c => c.EndsWithSession);

    public List<PendingCommand> TakePresences() => TakeWhere(c => c.Class == SendClass.Presence);

    public List<PendingCommand> TakeAll() => TakeWhere(_ => true);

    /// <summary>The newest presence that waits; null when there is none.</summary>
    public UpdatePresence? LastPresence() => _pending.Select(c => c.Command).OfType<UpdatePresence>().LastOrDefault();

    private static bool HasLease(PendingCommand command, RateLimiter? limiter)
    {
        if (limiter is null || command.Lease is not null)
        {
            return true;
        }

        RateLimitLease lease;
        try
        {
            lease = limiter.AttemptAcquire();
        }
#pragma warning disable CA1031 // The limiter is the user's. Waiting for it brings the same error to whoever sends.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }

        if (lease.IsAcquired)
        {
            command.Lease = lease;
            return true;
        }

        lease.Dispose();
        return false;
    }

    private List<PendingCommand> TakeWhere(Func<PendingCommand, bool> predicate)
    {
        var taken = _pending.Where(predicate).ToList();
        foreach (var command in taken)
        {
            _pending.Remove(command);
        }

        return taken;
    }
}
