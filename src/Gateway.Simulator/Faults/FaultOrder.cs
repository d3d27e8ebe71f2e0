using System.Text.Json;

namespace Gateway.Simulator.Faults;

/// <summary>
/// A fault as data: a verb, whom it concerns, and its parameters. <see cref="FaultCatalog"/> lists what there is. In JSON:
/// <c>{"verb":"close","target":{"shard":[0,4]},"parameters":{"code":4000}}</c>.
/// </summary>
public sealed record FaultOrder
{
    private IReadOnlyDictionary<string, object> _parameters = new Dictionary<string, object>();

    /// <summary>An order for everybody, with every parameter at its default.</summary>
    /// <param name="verb">What to do.</param>
    public FaultOrder(FaultVerb verb) => Verb = verb;

    /// <summary>An order for everybody, with a value for the verb's first parameter.</summary>
    /// <param name="verb">What to do.</param>
    /// <param name="argument">Close code, count or size, as the verb has it.</param>
    /// <exception cref="FaultOrderException">The verb has no whole number or close code as its first parameter.</exception>
    public FaultOrder(FaultVerb verb, int argument)
        : this(verb)
    {
        var first = FaultCatalog.Of(verb).Main;
        if (first is not { Kind: FaultParameterKind.WholeNumber or FaultParameterKind.CloseCode })
        {
            throw new FaultOrderException("parameters", argument, $"no number for {FaultCatalog.Of(verb).Signature}");
        }

        _parameters = new Dictionary<string, object> { [first.Name] = argument };
    }

    /// <summary>What to do.</summary>
    public FaultVerb Verb { get; }

    /// <summary>Whom it concerns. Default: all.</summary>
    public Target Target { get; init; } = Target.All;

    /// <summary>The parameters that were given, by name, in the types that <see cref="FaultParameterKind"/> tells.</summary>
    public IReadOnlyDictionary<string, object> Parameters => _parameters;

    /// <summary>The first parameter, where it is a number: close code, count or size. Else 0.</summary>
    public int Argument => FaultCatalog.Of(Verb).Main is { } first && Value(first.Name) is int number ? number : 0;

    /// <summary>The same order with one parameter more, or another value for it. Checked when the order is used.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="value">Its value, in the type that <see cref="FaultParameterKind"/> tells.</param>
    public FaultOrder With(string parameter, object value)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(value);
        return this with { _parameters = new Dictionary<string, object>(_parameters) { [parameter] = value } };
    }

    /// <summary>Reads an order.</summary>
    /// <exception cref="FaultOrderException">It names the field, the value and what is allowed.</exception>
    public static FaultOrder FromJson(JsonElement json) => FaultOrderReader.Read(json);

    /// <summary>Reads an order.</summary>
    /// <exception cref="FaultOrderException">It names the field, the value and what is allowed.</exception>
    public static FaultOrder FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var document = FaultOrderReader.Parse(json);
        return FaultOrderReader.Read(document.RootElement);
    }

    /// <summary>Writes the order; reading it again gives the same.</summary>
    public string ToJson() => System.Text.Encoding.UTF8.GetString(Protocol.JsonBody.Write(json => FaultOrderWriter.WriteFields(json, this)));

    /// <inheritdoc/>
    public override string ToString() => ToJson();

    /// <summary>Two orders are equal when they do the same to the same.</summary>
    public bool Equals(FaultOrder? other) => other is not null && Verb == other.Verb && Target == other.Target
        && Parameters.Count == other.Parameters.Count
        && Parameters.All(p => other.Parameters.TryGetValue(p.Key, out var value) && value.Equals(p.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Verb, Target, Parameters.Count);

    /// <summary>Throws when the order cannot be carried out.</summary>
    /// <exception cref="FaultOrderException">It names the field, the value and what is allowed.</exception>
    public void Validate()
    {
        var description = FaultCatalog.Of(Verb);
        foreach (var (name, value) in Parameters)
        {
            var parameter = description.Find(name) ?? throw new FaultOrderException("parameters." + name, value, description.Signature);
            if (!parameter.Allows(value))
            {
                throw new FaultOrderException("parameters." + name, FaultOrderWriter.Show(value), parameter.Allowed);
            }
        }

        if (description.Parameters.FirstOrDefault(p => p.IsRequired && !Parameters.ContainsKey(p.Name)) is { } missing)
        {
            throw new FaultOrderException("parameters." + missing.Name, null, missing.Allowed);
        }

        FaultTargets.Validate(Target, description);
    }

    internal int Int(string parameter) => (int)Value(parameter)!;

    internal int? OptionalInt(string parameter) => (int?)Value(parameter);

    internal bool Flag(string parameter) => (bool)Value(parameter)!;

    internal TimeSpan Time(string parameter) => (TimeSpan)Value(parameter)!;

    internal TimeSpan? OptionalTime(string parameter) => (TimeSpan?)Value(parameter);

    internal string Text(string parameter) => (string)Value(parameter)!;

    internal string? OptionalText(string parameter) => (string?)Value(parameter);

    /// <summary>What was given, or the default, or null.</summary>
    private object? Value(string parameter)
        => _parameters.GetValueOrDefault(parameter) ?? FaultCatalog.Of(Verb).Find(parameter)?.Default;
}
