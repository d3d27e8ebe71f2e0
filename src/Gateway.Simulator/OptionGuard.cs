using System.Globalization;

namespace Gateway.Simulator;

/// <summary>Collects what is wrong with an options object, so that all of it is reported at once.</summary>
internal sealed class OptionGuard(string owner)
{
    private readonly List<string> _faults = [];

    public void Range<T>(string name, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
        {
            Fail(name, value, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"));
        }
    }

    public void Fail(string name, object? value, string allowed) => _faults.Add(string.Create(
        CultureInfo.InvariantCulture, $"{owner}.{name} is {value ?? "null"}, allowed: {allowed}."));

    /// <exception cref="ArgumentException">Something was out of range; the message names every such argument.</exception>
    public void ThrowIfAny(string parameter)
    {
        if (_faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', _faults), parameter);
        }
    }
}
