namespace Gateway.Simulator.Faults;

/// <summary>Something that happens to the next connections.</summary>
internal sealed record Rule(FaultVerb Verb)
{
    /// <summary>HTTP status or close code.</summary>
    public int Code { get; init; }

    /// <summary>The close code; null for a reset.</summary>
    public int? OptionalCode => Code == 0 ? null : Code;

    /// <summary>What op 9 says.</summary>
    public bool Flag { get; init; }

    /// <summary>How much later.</summary>
    public TimeSpan Delay { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public int? Shard { get; init; }

    public GatewayHost Host { get; init; }

    /// <summary>How often it still applies; null is for ever.</summary>
    public int? Left { get; set; }
}

/// <summary>The rules in force, oldest first. Guarded by the server's lock.</summary>
internal sealed class RuleBook
{
    private readonly List<Rule> _rules = [];

    public void Add(Rule rule)
    {
        if (rule.Left is { } left)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(left, "count");
        }

        _rules.Add(rule);
    }

    public bool Any(FaultVerb verb) => _rules.Exists(r => r.Verb == verb);

    public void Clear() => _rules.Clear();

    /// <summary>Finds the oldest rule that fits and uses it up by one.</summary>
    public bool TryTake(FaultVerb verb, int? shard, out Rule rule, GatewayHost host = GatewayHost.Any)
    {
        rule = _rules.Find(r => r.Verb == verb
            && (r.Shard is null || r.Shard == shard)
            && (r.Host == GatewayHost.Any || r.Host == host))!;
        if (rule is null)
        {
            return false;
        }

        if (rule.Left is not null && --rule.Left == 0)
        {
            _rules.Remove(rule);
        }

        return true;
    }
}
