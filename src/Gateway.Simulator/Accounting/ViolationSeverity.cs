namespace Gateway.Simulator.Accounting;

/// <summary>How bad a violation is.</summary>
public enum ViolationSeverity
{
    /// <summary>Discord lets it pass; a careful client would not do it.</summary>
    Advice,

    /// <summary>Discord closes, refuses or drops for it, or it shows that the client has lost track of its own state.</summary>
    Mistake,

    /// <summary>It may cost the bot its token or its address.</summary>
    Danger,
}
