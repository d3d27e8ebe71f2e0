using Gateway.Core.Fleet;

namespace Gateway.Fleet.Tests.Support;

/// <summary>A store whose process can be killed: what is saved after that is not kept.</summary>
internal sealed class CrashingSessionStore : ISessionStore
{
    public SavedSessions? Saved { get; set; }

    public int Saves { get; private set; }

    /// <summary>The process is dead, as far as the store can tell.</summary>
    public bool IsDead { get; set; }

    public bool IsBroken { get; set; }

    public Action Saving { get; set; } = static () => { };

    public ValueTask<SavedSessions?> LoadAsync(CancellationToken cancellationToken) => new(Saved);

    public ValueTask SaveAsync(SavedSessions sessions, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw new IOException("The disk is full.");
        }

        if (!IsDead)
        {
            Saves++;
            Saving();
            Saved = sessions;
        }

        return ValueTask.CompletedTask;
    }
}
