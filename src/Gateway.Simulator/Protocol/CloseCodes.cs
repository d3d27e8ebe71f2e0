namespace Gateway.Simulator.Protocol;

/// <summary>The close codes of the gateway: their wire text, and whether the session outlives them.</summary>
internal static class CloseCodes
{
    public const int Normal = 1000;
    public const int GoingAway = 1001;
    public const int UnknownError = 4000;
    public const int UnknownOpcode = 4001;
    public const int DecodeError = 4002;
    public const int NotAuthenticated = 4003;
    public const int AuthenticationFailed = 4004;
    public const int AlreadyAuthenticated = 4005;
    public const int InvalidSequence = 4007;
    public const int RateLimited = 4008;
    public const int SessionTimedOut = 4009;
    public const int InvalidShard = 4010;
    public const int ShardingRequired = 4011;
    public const int InvalidApiVersion = 4012;
    public const int InvalidIntents = 4013;
    public const int DisallowedIntents = 4014;

    /// <summary>The reason text that goes with a code on the wire.</summary>
    public static string ReasonOf(int code) => code switch
    {
        UnknownError => "Unknown error.",
        UnknownOpcode => "Unknown opcode.",
        DecodeError => "Error while decoding payload.",
        NotAuthenticated => "Not authenticated.",
        AuthenticationFailed => "Authentication failed.",
        AlreadyAuthenticated => "Already authenticated.",
        InvalidSequence => "Invalid seq.",
        RateLimited => "Rate limited.",
        SessionTimedOut => "Session timed out.",
        InvalidShard => "Invalid shard.",
        ShardingRequired => "Sharding required.",
        InvalidApiVersion => "Invalid API version.",
        InvalidIntents => "Invalid intent(s).",
        DisallowedIntents => "Disallowed intent(s).",
        _ => "",
    };

    /// <summary>
    /// Whether a close by the server with this code ends the session. Published tests found 4000, 4002 and 4008
    /// resumable and the others not; a server's own 1000 and 1001 say nothing about the session.
    /// </summary>
    public static bool EndsSessionWhenSentByServer(int code) => code switch
    {
        UnknownOpcode or NotAuthenticated or AuthenticationFailed or AlreadyAuthenticated => true,
        InvalidSequence or SessionTimedOut => true,
        >= InvalidShard and <= DisallowedIntents => true,
        _ => false,
    };

    /// <summary>Whether a client must not come again after this code, because nothing will have changed.</summary>
    public static bool IsFatal(int code) => code is AuthenticationFailed or (>= InvalidShard and <= DisallowedIntents);

    /// <summary>Whether a close by the client with this code ends the session: 1000 and 1001, nothing else.</summary>
    public static bool EndsSessionWhenSentByClient(int? code) => code is Normal or GoingAway;

    /// <summary>Whether a close frame may carry this code (RFC 6455 §7.4: 1004–1006 and 1015 are never sent).</summary>
    public static bool CanBeSent(int code) => code is >= 1000 and <= 4999 and not (1004 or 1005 or 1006 or 1015);
}
