using Gateway.Core.Diagnostics;
using Gateway.Core.Driver;
using Gateway.Core.Transport;

namespace Gateway.Core.Fleet;

// What is read from the store and from Discord, and what is saved.
public sealed partial class IdentifyBudgetGovernor
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private Latch? _loading;
    private Latch? _saving;
    private TimeSpan? _answeredAt;
    private Exception? _loadError;
    private long _changes;
    private long _saved;
    private bool _loaded;
    private bool _startNoted;
    private bool _asking;

    /// <summary>Reads what was kept, once; an identify does it by itself.</summary>
    /// <exception cref="IOException">It is not known what was kept.</exception>
    public async ValueTask LoadAsync()
    {
        Latch loading;
        bool isMine;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_loaded)
            {
                return;
            }

            isMine = _loading is null;
            loading = _loading ??= new Latch(_settings.Scheduler);
        }

        if (isMine)
        {
            await ReadStoreAsync(loading).ConfigureAwait(false);
            return;
        }

        await loading.WaitAsync().ConfigureAwait(false);
        if (_loadError is { } error)
        {
            throw new IOException("The identify budget could not be loaded.", error);
        }
    }

    private async ValueTask ReadStoreAsync(Latch loading)
    {
        try
        {
            var state = await _store.LoadAsync(CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
            {
                if (state is not null)
                {
                    _budget.Import(state, _settings.TimeProvider.GetUtcNow(), Now);
                }

                _loaded = true;
                _loadError = null;
            }

            var status = Status;
            _logger.BudgetKnown(status.Left, status.Total, status.ResetsAt);
            FleetMetrics.IdentifiesLeft.Record(status.Left);
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _loadError = e;
                _loading = null; // Whoever comes next tries again.
            }

            throw;
        }
        finally
        {
            loading.Set();
        }
    }

    // Saved before it is known whether the identify may go: a process that ends while it waits counts too.
    private async ValueTask NoteStartAsync()
    {
        lock (_gate)
        {
            if (_startNoted)
            {
                return;
            }

            _startNoted = true;
            _budget.OnStart(Now);
            _changes++;
        }

        try
        {
            await PersistAsync().ConfigureAwait(false);
        }
        catch
        {
            lock (_gate)
            {
                _startNoted = false;
            }

            throw;
        }
    }

    /// <summary>False: Discord was asked and has told something, so what was allowed before may not be any more.</summary>
    private async ValueTask<bool> RereadAsync(CancellationToken cancellationToken)
    {
        if (_settings.Info is not { } info)
        {
            return true;
        }

        lock (_gate)
        {
            if (_asking || Now - _answeredAt < Options.RereadAfter)
            {
                return true; // The others go on with the count of our own.
            }

            _asking = true;
            _answeredAt = Now; // Also when there is no answer: it is not asked again at once.
        }

        try
        {
            using var deadline = new CancellationTokenSource(AnswerTimeout, _settings.TimeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            var answer = await info.GetAsync(refresh: true, either.Token).ConfigureAwait(false);
            if (answer.SessionStartLimit is not { } limit)
            {
                return true;
            }

            Update(limit);
            return false;
        }
        catch (Exception e) when (e is TransportConnectException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _logger.FleetInfoUnknown(e);
            return true;
        }
        finally
        {
            lock (_gate)
            {
                _asking = false;
            }
        }
    }

    // Returns when a save that began after the caller's change has ended. One save serves all who wait.
    private async ValueTask PersistAsync()
    {
        long wanted;
        lock (_gate)
        {
            wanted = _changes;
        }

        while (true)
        {
            Latch? running;
            var mine = new Latch(_settings.Scheduler);
            IdentifyBudgetState? state = null;
            long version;
            lock (_gate)
            {
                if (_saved >= wanted)
                {
                    return;
                }

                running = _saving;
                version = _changes;
                if (running is null)
                {
                    _saving = mine;
                    state = _budget.Export(_settings.TimeProvider.GetUtcNow(), Now);
                }
            }

            if (running is not null)
            {
                await running.WaitAsync().ConfigureAwait(false);
                continue;
            }

            try
            {
                await _store.SaveAsync(state!, CancellationToken.None).ConfigureAwait(false);
                lock (_gate)
                {
                    _saved = version;
                }
            }
            finally
            {
                lock (_gate)
                {
                    _saving = null;
                }

                mine.Set();
            }
        }
    }
}
