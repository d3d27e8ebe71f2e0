using Gateway.Simulator.Protocol;
using static Gateway.Simulator.Faults.FaultParameterKind;

namespace Gateway.Simulator.Faults;

/// <summary>The verbs that act on HTTP and on the server as a whole.</summary>
internal static class ServerVerbs
{
    private static readonly FaultParameter Bot = new("bot", WholeNumber, "The place of its token in the options.") { Min = 0, Max = 100_000, Default = 0 };

    public static IReadOnlyList<FaultDescription> All { get; } =
    [
        On(FaultVerb.FailHttp, FaultScope.Http, "Answers the next HTTP calls with an error.",
            (f, o) => f.Http.FailNext(o.Int("status"), o.OptionalTime("retry_after"), o.Int("count")),
            new FaultParameter("status", WholeNumber, "The status; 429 gets Discord's body.") { Min = 400, Max = 599, Default = 503 },
            new FaultParameter("retry_after", Duration, "For the Retry-After header and the body of a 429; left out: no header.") { Min = 0, Max = 86_400_000 },
            new FaultParameter("count", WholeNumber, "How many calls.") { Min = 1, Max = 1_000_000, Default = 1 }),
        On(FaultVerb.RetireResumeHost, FaultScope.Server, "The resume URL takes no more connections; those it has stay.", (f, _) => f.RetireResumeHost()),
        On(FaultVerb.RestoreResumeHost, FaultScope.Server, "The resume URL takes connections again.", (f, _) => f.RestoreResumeHost()),
        On(FaultVerb.ResetToken, FaultScope.Server, "Gives a bot another token; its sessions are closed with 4003 and the old token gets 4004.", (f, o) => f.ResetToken(o.Int("bot")), Bot),
        On(FaultVerb.RevokeToken, FaultScope.Server, "Takes a bot's token away; its sessions are closed with 4003 and every Identify gets 4004.", (f, o) => f.RevokeToken(o.Int("bot")), Bot),
        On(FaultVerb.GrantIntents, FaultScope.Server, "Changes which privileged intents a bot has; sessions with one that is no longer granted are closed with 4003, later ones get 4014.",
            (f, o) => f.GrantIntents(PrivilegedOf(o.Text("intents")), o.Int("bot")),
            new FaultParameter("intents", Choice, "Those that it has from now on.")
            {
                Choices = ["none", "members", "presences", "content", "members+presences", "members+content", "presences+content", "all"], Default = "none",
            },
            Bot),
        On(FaultVerb.ClearRules, FaultScope.Server, "Takes back everything that waits for the next connections.", (f, _) => f.Rules.Clear()),
    ];

    private static long PrivilegedOf(string names)
        => (names.Contains("members", StringComparison.Ordinal) || names == "all" ? Intents.GuildMembers : 0)
        | (names.Contains("presences", StringComparison.Ordinal) || names == "all" ? Intents.GuildPresences : 0)
        | (names.Contains("content", StringComparison.Ordinal) || names == "all" ? Intents.MessageContent : 0);

    private static FaultDescription On(FaultVerb verb, FaultScope scope, string summary, Action<GatewayFaults, FaultOrder> apply, params FaultParameter[] parameters)
        => new(verb, scope, summary, (faults, order) => { apply(faults, order); return 0; }, parameters);
}
