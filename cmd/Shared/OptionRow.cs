namespace Commands;

/// <summary>One option: how it is called, what it takes, and what it does. Parser, help and documentation read the same rows.</summary>
/// <param name="Name">With its two dashes.</param>
/// <param name="Value">What the value is, for the help; null for a switch.</param>
/// <param name="Allowed">What the value may be, as a person is told.</param>
/// <param name="Help">One or two sentences.</param>
/// <param name="Apply">The options with the value in them; null when the value is not allowed.</param>
/// <typeparam name="T">What all options together make.</typeparam>
internal record OptionRow<T>(string Name, string? Value, string Allowed, string Help, Func<T, string, T?> Apply)
    where T : class;
