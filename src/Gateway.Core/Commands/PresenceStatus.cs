namespace Gateway.Core.Commands;

/// <summary>How the bot shows itself.</summary>
public enum PresenceStatus
{
    /// <summary>Online.</summary>
    Online,

    /// <summary>Do not disturb (<c>dnd</c> on the wire).</summary>
    DoNotDisturb,

    /// <summary>Away.</summary>
    Idle,

    /// <summary>Shown as offline; the bot receives everything all the same.</summary>
    Invisible,

    /// <summary>Shown as offline; the bot stays connected.</summary>
    Offline,
}
