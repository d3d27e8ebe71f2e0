namespace Gateway.Core.Protocol;

/// <summary>Finds the events that somebody who mistyped a name may have meant.</summary>
internal static class CloseMatches
{
    private const int MaxSuggestions = 3;

    // Two slips of the finger, or a fifth of a long name.
    private const int MinMaxDistance = 2;
    private const int CharactersPerSlip = 5;

    /// <summary>"Did you mean …?" when something is near; else where to look.</summary>
    internal static string Advice(string? name)
    {
        var matches = Find(name);
        return matches.Length == 0
            ? "Allowed: the names in DispatchEventNames, in upper case."
            : $"Did you mean {string.Join(", ", matches)}?";
    }

    private static string[] Find(string? name)
    {
        // A text much longer than any event is not a slip; do not spend quadratic time on it.
        if (string.IsNullOrWhiteSpace(name) || name.Length > 64)
        {
            return [];
        }

        // "messageCreate", "Message Create" and "message-create" are what people coming from other libraries write.
        var normal = Letters(name);
        var allowed = Math.Max(MinMaxDistance, normal.Length / CharactersPerSlip);
        return
        [
            .. DispatchEventTable.All
                .Select(info => (info.Name, Distance: Distance(normal, Letters(info.Name))))
                .Where(match => match.Distance <= allowed)
                .OrderBy(match => match.Distance)
                .Take(MaxSuggestions)
                .Select(match => match.Name),
        ];
    }

    private static string Letters(string name) =>
        string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant));

    /// <summary>Levenshtein's distance, with two rows.</summary>
    private static int Distance(string a, string b)
    {
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
