namespace Gateway.Simulator.Faults;

/// <summary>All there is to know about a verb: its name, what it does, what it takes hold of, its parameters.</summary>
public sealed record FaultDescription
{
    internal FaultDescription(FaultVerb verb, FaultScope scope, string summary, Func<GatewayFaults, FaultOrder, int> apply, params FaultParameter[] parameters)
    {
        Verb = verb;
        Scope = scope;
        Summary = summary;
        Apply = apply;
        Parameters = parameters;
        Name = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verb.ToString());
    }

    /// <summary>The verb.</summary>
    public FaultVerb Verb { get; }

    /// <summary>Its name in JSON: the verb in snake_case.</summary>
    public string Name { get; }

    /// <summary>What it does, one or two sentences.</summary>
    public string Summary { get; }

    /// <summary>What it takes hold of.</summary>
    public FaultScope Scope { get; }

    /// <summary>Its parameters, the main one first.</summary>
    public IReadOnlyList<FaultParameter> Parameters { get; }

    /// <summary>Does it; the order has been checked. Returns how many it hit.</summary>
    internal Func<GatewayFaults, FaultOrder, int> Apply { get; }

    /// <summary>The verb and its parameters on one line, for messages: <c>close(code, reason?)</c>.</summary>
    public string Signature => Name + "(" + string.Join(", ", Parameters.Select(p => p.IsRequired ? p.Name : p.Name + "?")) + ")";

    /// <summary>The first parameter; null when there is none.</summary>
    internal FaultParameter? Main => Parameters is [var first, ..] ? first : null;

    internal FaultParameter? Find(string parameter) => Parameters.FirstOrDefault(p => p.Name == parameter);
}
