using System.Globalization;

namespace Gateway.Simulator.Bench;

/// <summary>Numbers from the command line.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> _values = [];

    public static bool TryRead(string[] args, string[] allowed, out Options options)
    {
        options = new Options();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!allowed.Contains(args[i]) || i + 1 == args.Length)
            {
                Console.Error.WriteLine($"'{args[i]}' is not allowed. Allowed: {string.Join(" N, ", allowed)} N.");
                return false;
            }

            options._values[args[i]] = args[i + 1];
        }

        return true;
    }

    public int Get(string name, int standard, int min, int max)
    {
        if (!_values.TryGetValue(name, out var text))
        {
            return standard;
        }

        if (int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Console.Error.WriteLine($"{name} is {text}. Allowed: a whole number from {min} to {max}.");
        Environment.Exit(2);
        return 0;
    }
}
