namespace Gateway.Simulator.Accounting;

/// <summary>What Discord does about each kind of violation, how bad that is, and what a client does instead.</summary>
internal static class ViolationTable
{
    public static (ViolationSeverity Severity, string Advice) Of(ViolationKind kind) => kind switch
    {
        ViolationKind.SendBeforeHello => Mistake("Send nothing before Hello has come on this connection; the send window begins with it."),
        ViolationKind.PayloadTooLarge => Mistake("Discord closes with 4002. Keep every payload within 4096 bytes; check before sending."),
        ViolationKind.DecodeError => Mistake("Discord closes with 4002. Send one JSON object or ETF map with binary keys a message, uncompressed."),
        ViolationKind.UnknownOpcode => Mistake("Discord closes with 4001. Clients send ops 1, 2, 3, 4, 6, 8, 31 and 43 only."),
        ViolationKind.InvalidBody => Mistake("Discord closes with 4001, after which the session cannot be resumed. Check the types of the fields."),
        ViolationKind.NotAuthenticated => Mistake("Discord closes with 4003. Send commands only between READY or RESUMED and the end of the session."),
        ViolationKind.AuthenticationFailed => Danger("Discord closes with 4004. Stop: the token is wrong and will stay so."),
        ViolationKind.SecondIdentify => Mistake("Discord closes with 4005. One Identify or Resume a connection, unless op 9 came in between."),
        ViolationKind.TooManySends => Mistake("Discord closes with 4008. Keep below 120 payloads in any 60 s on a connection, heartbeats included."),
        ViolationKind.TooManyPresenceUpdates => Mistake("Discord drops them. Send at most 5 presence updates in 20 s."),
        ViolationKind.IdentifyOutsideBucket => Mistake("Discord answers op 9. Wait 5 s between identifies of one bucket (shard id % max_concurrency), over all processes."),
        ViolationKind.IdentifyOverBudget => Danger("Discord ends every session and resets the token. Read session_start_limit and stop before remaining is 0."),
        ViolationKind.InvalidShard => Mistake("Discord closes with 4010. Send [shard_id, num_shards] with 0 <= shard_id < num_shards."),
        ViolationKind.ShardingRequired => Mistake("Discord closes with 4011. Ask Get Gateway Bot for the number of shards and start with that."),
        ViolationKind.InvalidVersion => Mistake("Discord closes with 4012 or refuses the upgrade. Put v=10 into the URL of every connection, resumes included."),
        ViolationKind.UnsupportedEncoding => Mistake("Put encoding=json or encoding=etf, and only zlib-stream or zstd-stream as compress, into the URL."),
        ViolationKind.InvalidIntents => Mistake("Discord closes with 4013. Send an integer that is made of documented bits only."),
        ViolationKind.DisallowedIntents => Mistake("Discord closes with 4014. Enable the privileged intent in the portal, or do not ask for it."),
        ViolationKind.ResumeBadSequence => Mistake("Discord closes with 4007. Store s from dispatches of this session only, and never reset it but with the session."),
        ViolationKind.CloseThatEndsSessionBeforeResume => Mistake("1000 and 1001 end the session. Close with another code, such as 4000, when a resume shall follow."),
        ViolationKind.TwoSocketsOneSession => Mistake("End the old connection before the Resume on the new one is sent."),
        ViolationKind.TwoSocketsOneShard => Mistake("Every event of the shard is now handled twice. End the old connection before the new Identify."),
        ViolationKind.HeartbeatMissed => Mistake("Discord closes. Heartbeat every interval, whatever else the client is busy with."),
        ViolationKind.HeartbeatBadSequence => Mistake("Send the last s that came on this session, null before the first."),
        ViolationKind.HeartbeatTooFrequent => Advice("Each counts towards 120 in 60 s. One a heartbeat_interval, and one for each op 1, are enough."),
        ViolationKind.NeverIdentified => Mistake("Identify or resume soon after Hello, or close the connection."),
        ViolationKind.ResumeUnknownSession => Mistake("Discord answers op 9. Resume with the session_id of the last READY only."),
        ViolationKind.ResumeExpiredSession => Advice("Discord answers op 9. Sessions live for some minutes after the connection; after that an Identify saves a round trip."),
        ViolationKind.IdentifyWithResumableSession => Advice("A Resume would have cost nothing of the daily budget and lost no event."),
        ViolationKind.ReconnectAfterFatal => Danger("After 4004, 4010, 4011, 4012, 4013 or 4014 nothing will change by itself: stop, and tell a person."),
        ViolationKind.ReconnectLoop => Danger("Back off exponentially with jitter. Such loops use up the daily budget within minutes, and then the token is reset."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of violation."),
    };

    private static (ViolationSeverity Severity, string Advice) Advice(string text) => (ViolationSeverity.Advice, text);

    private static (ViolationSeverity Severity, string Advice) Mistake(string text) => (ViolationSeverity.Mistake, text);

    private static (ViolationSeverity Severity, string Advice) Danger(string text) => (ViolationSeverity.Danger, text);
}
