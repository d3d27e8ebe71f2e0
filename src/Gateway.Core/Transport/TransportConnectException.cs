namespace Gateway.Core.Transport;

/// <summary>How far a dial came before it failed.</summary>
public enum DialPhase
{
    /// <summary>Asking for the gateway's address (Get Gateway Bot) failed.</summary>
    GatewayInfo,

    /// <summary>The host name could not be resolved.</summary>
    Dns,

    /// <summary>The TCP connection was refused, unreachable or timed out.</summary>
    Tcp,

    /// <summary>The TLS handshake failed or timed out.</summary>
    Tls,

    /// <summary>The WebSocket upgrade was refused or timed out.</summary>
    Upgrade,

    /// <summary>The transport could not tell.</summary>
    Unknown,
}

/// <summary>A dial that failed, with what the caller needs to decide what comes next.</summary>
public sealed class TransportConnectException : Exception
{
    /// <summary>Makes the exception.</summary>
    public TransportConnectException(
        DialPhase phase, string message, int? httpStatus = null, TimeSpan? retryAfter = null, bool timedOut = false,
        Exception? innerException = null)
        : base(message, innerException)
    {
        Phase = phase;
        HttpStatus = httpStatus;
        RetryAfter = retryAfter;
        TimedOut = timedOut;
    }

    /// <summary>Where the dial failed.</summary>
    public DialPhase Phase { get; }

    /// <summary>The HTTP status of a refused upgrade or of Get Gateway Bot; null when there was no answer.</summary>
    public int? HttpStatus { get; }

    /// <summary>How long the server asked us to stay away (the <c>Retry-After</c> header); null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether the phase's deadline passed, as opposed to an answer that said no.</summary>
    public bool TimedOut { get; }
}
