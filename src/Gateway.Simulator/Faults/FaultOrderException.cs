namespace Gateway.Simulator.Faults;

/// <summary>A fault order or plan says something that cannot be done. The message names the field, its value, and what is allowed.</summary>
public sealed class FaultOrderException : ArgumentException
{
    internal FaultOrderException(string field, object? value, string allowed)
        : base($"{field} is {value ?? "missing"}, allowed: {allowed}.")
    {
        Field = field;
        Value = value?.ToString();
        Allowed = allowed;
    }

    /// <summary>Where: <c>verb</c>, <c>target.shard</c>, <c>parameters.code</c>, <c>deck[3].parameters.count</c>.</summary>
    public string Field { get; }

    /// <summary>What stood there; null when it was missing.</summary>
    public string? Value { get; }

    /// <summary>What may stand there.</summary>
    public string Allowed { get; }

    /// <summary>The same, seen from a document in which the order stands at a place of its own.</summary>
    internal FaultOrderException Within(string place) => new($"{place}.{Field}", Value, Allowed);
}
