using Gateway.Core.Fleet;

namespace Gateway.Fleet.Tests.Support;

/// <summary>A store that fails when the test says so.</summary>
internal sealed class ScriptedBudgetStore : IIdentifyBudgetStore
{
    public IdentifyBudgetState? Saved { get; private set; }

    public bool IsBroken { get; set; }

    public bool CannotLoad { get; set; }

    public int Failures { get; private set; }

    public Action<IdentifyBudgetState> Saving { get; set; } = static _ => { };

    public ValueTask<IdentifyBudgetState?> LoadAsync(CancellationToken cancellationToken) =>
        CannotLoad ? throw new IOException("No such device.") : new ValueTask<IdentifyBudgetState?>(Saved);

    public ValueTask SaveAsync(IdentifyBudgetState state, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            Failures++;
            throw new IOException("The disk is full.");
        }

        Saving(state);
        Saved = state;
        return ValueTask.CompletedTask;
    }
}
