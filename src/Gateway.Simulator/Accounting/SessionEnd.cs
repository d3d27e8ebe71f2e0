namespace Gateway.Simulator.Accounting;

/// <summary>Who ended a session.</summary>
public enum SessionEndedBy
{
    /// <summary>Nobody: it lives.</summary>
    None,

    /// <summary>The server, by a fault, a limit or a time-out. What was not delivered by then is not the client's loss.</summary>
    Server,

    /// <summary>The client, by closing with 1000 or 1001.</summary>
    Client,
}

/// <summary>Why a session ended.</summary>
public enum SessionEndCause
{
    /// <summary>The client closed with 1000 or 1001.</summary>
    ClientClose,

    /// <summary>The server closed the connection with a code that takes the session along.</summary>
    CloseCode,

    /// <summary>The server sent op 9 with <c>false</c> on the living session.</summary>
    InvalidSession,

    /// <summary>Nobody resumed it within the resume window.</summary>
    ResumeWindowExpired,

    /// <summary>More dispatches came than the replay buffer holds while nobody could receive them.</summary>
    ReplayOverflow,

    /// <summary>The daily identify budget was overdrawn, which ends every session of the bot.</summary>
    IdentifyBudget,

    /// <summary>The token was reset or revoked, or a privileged intent of the session is no longer granted.</summary>
    CredentialsRevoked,
}
