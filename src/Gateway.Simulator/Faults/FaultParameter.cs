using System.Globalization;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Faults;

/// <summary>What kind of value a parameter takes.</summary>
public enum FaultParameterKind
{
    /// <summary>A whole number (C#: <see cref="int"/>).</summary>
    WholeNumber,

    /// <summary>A close code that a frame may carry: 1000–4999 but not 1004, 1005, 1006, 1015 (C#: <see cref="int"/>).</summary>
    CloseCode,

    /// <summary>A time (C#: <see cref="TimeSpan"/>). In JSON a text like <c>"250ms"</c>, <c>"2s"</c>, <c>"1m"</c>, <c>"1h"</c>, or a number of milliseconds.</summary>
    Duration,

    /// <summary>True or false (C#: <see cref="bool"/>).</summary>
    Flag,

    /// <summary>A text (C#: <see cref="string"/>).</summary>
    Text,

    /// <summary>One of a few words (C#: <see cref="string"/>).</summary>
    Choice,

    /// <summary>Bytes, written in base64 (C#: a <see cref="string"/> that holds that).</summary>
    Base64,

    /// <summary>Any JSON value (C#: a <see cref="string"/> that holds it).</summary>
    Json,
}

/// <summary>One parameter of a fault: its name, what it means, and what is allowed.</summary>
/// <param name="Name">The name, as it stands in JSON.</param>
/// <param name="Kind">What kind of value it takes.</param>
/// <param name="Summary">What it means, one sentence.</param>
public sealed record FaultParameter(string Name, FaultParameterKind Kind, string Summary)
{
    /// <summary>The smallest value; milliseconds for a duration, characters for a text. Null when nothing is too small.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value; milliseconds for a duration, characters for a text. Null when nothing is too large.</summary>
    public double? Max { get; init; }

    /// <summary>The words of a <see cref="FaultParameterKind.Choice"/>.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What holds when it is left out; null when leaving it out has a meaning of its own, which <see cref="Summary"/> tells.</summary>
    public object? Default { get; init; }

    /// <summary>Whether it may not be left out.</summary>
    public bool IsRequired { get; init; }

    /// <summary>What is allowed, for a person: <c>1 to 1000000</c>.</summary>
    public string Allowed => Kind switch
    {
        FaultParameterKind.WholeNumber => Between("a whole number", Number),
        FaultParameterKind.CloseCode => "1000 to 4999, but not 1004, 1005, 1006 or 1015",
        FaultParameterKind.Duration => Between("a time like \"250ms\", \"2s\", \"1m\", \"1h\", or a number of milliseconds", v => Durations.Write(TimeSpan.FromMilliseconds(v))),
        FaultParameterKind.Flag => "true or false",
        FaultParameterKind.Text => Between("a text", v => Number(v) + " characters"),
        FaultParameterKind.Base64 => "bytes in base64",
        FaultParameterKind.Choice => "one of " + string.Join(", ", Choices),
        _ => "any JSON value",
    };

    /// <summary>Whether a value of the right type is within its range.</summary>
    internal bool Allows(object value) => (Kind, value) switch
    {
        (FaultParameterKind.WholeNumber, int number) => InRange(number),
        (FaultParameterKind.CloseCode, int code) => CloseCodes.CanBeSent(code),
        (FaultParameterKind.Duration, TimeSpan time) => InRange(time.TotalMilliseconds),
        (FaultParameterKind.Flag, bool) => true,
        (FaultParameterKind.Text, string text) => InRange(text.Length),
        (FaultParameterKind.Base64, string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _),
        (FaultParameterKind.Choice, string word) => Choices.Contains(word),
        (FaultParameterKind.Json, string json) => FaultOrderReader.IsJson(json),
        _ => false,
    };

    private bool InRange(double value) => !(value < Min) && !(value > Max);

    private string Between(string what, Func<double, string> write) => (Min, Max) switch
    {
        ({ } min, { } max) => $"{what}, {write(min)} to {write(max)}",
        ({ } min, null) => $"{what}, at least {write(min)}",
        (null, { } max) => $"{what}, at most {write(max)}",
        _ => what,
    };

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
