using System.Collections.Frozen;

namespace Gateway.Simulator.Faults;

/// <summary>Every fault there is, with its name, its meaning and its parameters: one table for C#, JSON, HTTP and the documentation.</summary>
public static class FaultCatalog
{
    private static readonly FrozenDictionary<FaultVerb, FaultDescription> ByVerb;
    private static readonly FrozenDictionary<string, FaultDescription> ByName;

#pragma warning disable CA1810 // The three depend on one another in this order.
    static FaultCatalog()
#pragma warning restore CA1810
    {
        All =
        [
            .. ConnectionVerbs.All,
            .. SessionVerbs.All,
            .. NextConnectionVerbs.All,
            .. ServerVerbs.All,
        ];
        ByVerb = All.ToFrozenDictionary(d => d.Verb);
        ByName = All.ToFrozenDictionary(d => d.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All of them, grouped by what they take hold of.</summary>
    public static IReadOnlyList<FaultDescription> All { get; }

    /// <summary>A verb by its name in JSON, in any case; null when there is none of that name.</summary>
    public static FaultDescription? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The description of a verb.</summary>
    /// <exception cref="FaultOrderException">The value is not one of <see cref="FaultVerb"/>.</exception>
    public static FaultDescription Of(FaultVerb verb) => ByVerb.TryGetValue(verb, out var description)
        ? description
        : throw new FaultOrderException("verb", verb, string.Join(", ", All.Select(d => d.Signature)));
}
