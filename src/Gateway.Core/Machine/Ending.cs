using Gateway.Core.Transport;

namespace Gateway.Core.Machine;

/// <summary>How a connection, or the attempt to make one, ended.</summary>
public sealed record Ending
{
    /// <summary>Makes an ending.</summary>
    public Ending(TransitionCause cause) => Cause = cause;

    /// <summary>Why it ended.</summary>
    public TransitionCause Cause { get; }

    /// <summary>The close code the gateway sent; null when there was none.</summary>
    public int? CloseCode { get; init; }

    /// <summary>The reason the gateway gave with the close code.</summary>
    public string? CloseReason { get; init; }

    /// <summary>The body of an op 9: true when the session may be resumed; false also when it was missing or not a boolean.</summary>
    public bool SessionResumable { get; init; }

    /// <summary>Where a dial failed.</summary>
    public DialPhase? DialPhase { get; init; }

    /// <summary>The HTTP status of a refused upgrade or of Get Gateway Bot.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How long the server asked us to stay away.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the transport, the token source or the limiter threw.</summary>
    public Exception? Error { get; init; }

    /// <summary>One line for logs: cause, codes, phase. Never a payload.</summary>
    public override string ToString()
    {
        var text = Cause.ToString();
        text += CloseCode is { } code ? $" {code}" : "";
        text += string.IsNullOrEmpty(CloseReason) ? "" : $" \"{Printable(CloseReason)}\"";
        text += DialPhase is { } phase ? $" in {phase}" : "";
        text += HttpStatus is { } status ? $" HTTP {status}" : "";
        text += RetryAfter is { } after ? $" retry after {after.TotalSeconds:0.###} s" : "";
        return text;
    }

    // The reason comes from the peer and ends up in logs: one line, nothing that a terminal would act on.
    private static string Printable(string reason) =>
        string.Create(reason.Length, reason, static (span, r) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(r[i]) ? ' ' : r[i];
            }
        });
}
