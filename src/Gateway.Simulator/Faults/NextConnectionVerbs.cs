using static Gateway.Simulator.Faults.FaultParameterKind;

namespace Gateway.Simulator.Faults;

/// <summary>The verbs that wait for the next connections. None of them hits anything when it is ordered.</summary>
internal static class NextConnectionVerbs
{
    private static readonly FaultParameter Count = new("count", WholeNumber, "How many connections; left out: all, until the rules are cleared.") { Min = 1, Max = int.MaxValue };

    private static readonly FaultParameter Host = new("host", Choice, "Which address.") { Choices = ["any", "main", "resume"], Default = "any" };

    private static readonly FaultParameter Shard = new("shard", WholeNumber, "Only this shard id; left out: every shard.") { Min = 0, Max = int.MaxValue };

    private static readonly FaultParameter Code = new("code", CloseCode, "The close code; left out: the connection is reset.");

    private static readonly FaultParameter Delay = new("delay", Duration, "How much later.") { Min = 0, Max = 3_600_000, IsRequired = true };

    public static IReadOnlyList<FaultDescription> All { get; } =
    [
        On(FaultVerb.ResetAccept, "Resets the connection as soon as it is accepted. Calls over HTTP count too.", (r, o) => r.ResetAccept(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.StallAccept, "Accepts the connection and says nothing. Calls over HTTP count too.", (r, o) => r.StallAccept(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.ResetTls, "Resets the connection over the client's first TLS message. Waits in vain on a front without TLS.", (r, o) => r.ResetTls(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.StallTls, "Never answers the client's first TLS message. Waits in vain on a front without TLS.", (r, o) => r.StallTls(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.RefuseUpgrade, "Answers the upgrade with an HTTP status instead of 101.",
            (r, o) => r.RefuseUpgrade(o.Int("status"), o.OptionalTime("retry_after"), o.OptionalInt("count"), HostOf(o)),
            new FaultParameter("status", WholeNumber, "The status.") { Min = 200, Max = 599, Default = 503 },
            new FaultParameter("retry_after", Duration, "For a Retry-After header, in whole seconds, rounded up; left out: no header.") { Min = 0, Max = 86_400_000 },
            Count, Host),
        On(FaultVerb.StallUpgrade, "Takes the upgrade request and never answers it.", (r, o) => r.StallUpgrade(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.DropUpgrade, "Drops the socket instead of answering the upgrade request.", (r, o) => r.DropUpgrade(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.DelayHello, "Says Hello later.", (r, o) => r.DelayHello(o.Time("delay"), o.OptionalInt("count"), HostOf(o)), Delay, Count, Host),
        On(FaultVerb.WithholdHello, "Never says Hello.", (r, o) => r.WithholdHello(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.ReconnectInsteadOfHello, "Sends op 7 where Hello belongs.", (r, o) => r.ReconnectInsteadOfHello(o.OptionalInt("count"), HostOf(o)), Count, Host),
        On(FaultVerb.CloseInsteadOfHello, "Closes or resets where Hello belongs.", (r, o) => r.CloseInsteadOfHello(o.OptionalInt("code"), o.OptionalInt("count"), HostOf(o)), Code, Count, Host),
        On(FaultVerb.ReconnectStorm, "Sends op 7 to each connection some time after its Hello.", (r, o) => r.ReconnectStorm(o.Time("after"), o.OptionalInt("count"), HostOf(o)),
            new FaultParameter("after", Duration, "The time from Hello to op 7.") { Min = 0, Max = 3_600_000, Default = TimeSpan.Zero }, Count, Host),
        On(FaultVerb.CloseAfterIdentify, "Takes the Identify and closes or resets.", (r, o) => r.CloseAfterIdentify(o.OptionalInt("code"), o.OptionalInt("count"), ShardOf(o)), Code, Count, Shard),
        On(FaultVerb.InvalidateInsteadOfReady, "Takes the Identify and answers op 9, as in an outage.", (r, o) => r.InvalidateInsteadOfReady(o.Flag("resumable"), o.OptionalInt("count"), ShardOf(o)),
            new FaultParameter("resumable", Flag, "What op 9 says.") { Default = false }, Count, Shard),
        On(FaultVerb.DelayReady, "Sends READY later.", (r, o) => r.DelayReady(o.Time("delay"), o.OptionalInt("count"), ShardOf(o)), Delay, Count, Shard),
        On(FaultVerb.DelayResumed, "Sends the replay and RESUMED later.", (r, o) => r.DelayResumed(o.Time("delay"), o.OptionalInt("count"), ShardOf(o)), Delay, Count, Shard),
        On(FaultVerb.WithholdReady, "Takes the Identify, answers heartbeats, and makes no session.", (r, o) => r.WithholdReady(o.OptionalInt("count"), ShardOf(o)), Count, Shard),
        On(FaultVerb.WithholdResumed, "Takes the Resume, answers heartbeats, and dispatches nothing on that connection.", (r, o) => r.WithholdResumed(o.OptionalInt("count"), ShardOf(o)), Count, Shard),
        On(FaultVerb.CloseAfterResume, "Takes the Resume and closes before the replay.", (r, o) => r.CloseAfterResume(o.OptionalInt("code"), o.OptionalInt("count"), ShardOf(o)), Code, Count, Shard),
        On(FaultVerb.ResetOnClose, "Resets the socket instead of answering a close frame of the client.", (r, o) => r.ResetOnClose(o.OptionalInt("count"), ShardOf(o)), Count, Shard),
        On(FaultVerb.NeverAnswerClose, "Never answers a close frame of the client; the socket stays open and silent.", (r, o) => r.NeverAnswerClose(o.OptionalInt("count"), ShardOf(o)), Count, Shard),
    ];

    private static FaultDescription On(FaultVerb verb, string summary, Action<ConnectionRules, FaultOrder> apply, params FaultParameter[] parameters)
        => new(verb, FaultScope.NextConnections, summary, (faults, order) => Wait(() => apply(faults.Rules, order)), parameters);

    private static int Wait(Action order)
    {
        order();
        return 0;
    }

    private static GatewayHost HostOf(FaultOrder order) => Enum.Parse<GatewayHost>(order.Text("host"), ignoreCase: true);

    /// <summary>The shard may be named as the target or as the parameter.</summary>
    private static int? ShardOf(FaultOrder order) => order.OptionalInt("shard") ?? order.Target.Parts.Shard;
}
