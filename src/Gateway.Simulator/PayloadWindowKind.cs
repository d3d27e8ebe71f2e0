namespace Gateway.Simulator;

/// <summary>How the server counts the payloads of a connection. Which of the two Discord uses is unknown.</summary>
public enum PayloadWindowKind
{
    /// <summary>No span of the period's length may hold more than the limit. The stricter one.</summary>
    Sliding,

    /// <summary>Windows follow one another; the first begins with the first payload.</summary>
    Fixed,
}
