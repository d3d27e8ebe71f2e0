using static Gateway.Simulator.Faults.FaultParameterKind;

namespace Gateway.Simulator.Faults;

/// <summary>The verbs that act on HTTP and on the server as a whole.</summary>
internal static class ServerVerbs
{
    public static IReadOnlyList<FaultDescription> All { get; } =
    [
        On(FaultVerb.FailHttp, FaultScope.Http, "Answers the next HTTP calls with an error.",
            (f, o) => f.Http.FailNext(o.Int("status"), o.OptionalTime("retry_after"), o.Int("count")),
            new FaultParameter("status", WholeNumber, "The status; 429 gets Discord's body.") { Min = 400, Max = 599, Default = 503 },
            new FaultParameter("retry_after", Duration, "For the Retry-After header and the body of a 429; left out: no header.") { Min = 0, Max = 86_400_000 },
            new FaultParameter("count", WholeNumber, "How many calls.") { Min = 1, Max = 1_000_000, Default = 1 }),
        On(FaultVerb.RetireResumeHost, FaultScope.Server, "The resume URL takes no more connections; those it has stay.", (f, _) => f.RetireResumeHost()),
        On(FaultVerb.RestoreResumeHost, FaultScope.Server, "The resume URL takes connections again.", (f, _) => f.RestoreResumeHost()),
        On(FaultVerb.ClearRules, FaultScope.Server, "Takes back everything that waits for the next connections.", (f, _) => f.Rules.Clear()),
    ];

    private static FaultDescription On(FaultVerb verb, FaultScope scope, string summary, Action<GatewayFaults, FaultOrder> apply, params FaultParameter[] parameters)
        => new(verb, scope, summary, (faults, order) => { apply(faults, order); return 0; }, parameters);
}
