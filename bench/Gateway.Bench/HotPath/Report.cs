using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Gateway.Bench.HotPath;

/// <summary>The figures of all rounds as a table and as JSON.</summary>
internal sealed class Report(int events, int rounds, int payloadBytes)
{
    private readonly Dictionary<string, List<Sample>> _samples = [];

    public void Add(Variant variant, Sample sample)
    {
        if (!_samples.TryGetValue(variant.Name, out var samples))
        {
            _samples[variant.Name] = samples = [];
        }

        samples.Add(sample);
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(Invariant($"MESSAGE_CREATE of {payloadBytes} bytes; {events} events per variant and round; medians of {rounds} rounds (least to most)"));
        Console.WriteLine("the ratio is taken within each round; CPU and allocations are those of the whole client process");
        Console.WriteLine(Machine());
        Console.WriteLine();
        Console.WriteLine("variant            CPU µs/event            of it user  events/s   B/event              ratio to naive         ratio to limit");
        foreach (var variant in Variants.All.Where(v => _samples.ContainsKey(v.Name)))
        {
            var samples = _samples[variant.Name];
            var cpu = Spread.Of(samples.Select(s => s.CpuMicroseconds));
            var user = Spread.Of(samples.Select(s => s.UserMicroseconds));
            var rate = Spread.Of(samples.Select(s => s.EventsPerSecond));
            var bytes = Spread.Of(samples.Select(s => s.BytesAllocated));
            Console.WriteLine(Invariant(
                $"{variant.Name,-18} {cpu.ToString("0.00"),-23} {user.Median,-11:0.00} {rate.Median,-10:0} {bytes.ToString("0.00"),-20} {RatioTo(variant.Naive, samples)?.ToString("0.00"),-22} {RatioTo(variant.Limit, samples)?.ToString("0.00")}"));
        }

        Console.WriteLine();
        foreach (var variant in Variants.All.Where(v => _samples.ContainsKey(v.Name)))
        {
            Console.WriteLine($"{variant.Name,-18} {variant.Description}");
        }
    }

    public void WriteJson(string file)
    {
        using var stream = File.Create(file);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("machine", Machine());
        json.WriteNumber("payloadBytes", payloadBytes);
        json.WriteNumber("events", events);
        json.WriteNumber("rounds", rounds);
        json.WriteStartObject("variants");
        foreach (var (name, samples) in _samples)
        {
            json.WriteStartObject(name);
            Write(json, "cpuMicrosecondsPerEvent", Spread.Of(samples.Select(s => s.CpuMicroseconds)));
            Write(json, "userMicrosecondsPerEvent", Spread.Of(samples.Select(s => s.UserMicroseconds)));
            Write(json, "eventsPerSecond", Spread.Of(samples.Select(s => s.EventsPerSecond)));
            Write(json, "bytesAllocatedPerEvent", Spread.Of(samples.Select(s => s.BytesAllocated)));
            var variant = Variants.All.First(v => v.Name == name);
            WriteIfAny(json, "cpuRatioToNaive", RatioTo(variant.Naive, samples));
            WriteIfAny(json, "cpuRatioToLimit", RatioTo(variant.Limit, samples));

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Spread? RatioTo(string? other, List<Sample> samples) =>
        other is not null && _samples.TryGetValue(other, out var others)
            ? Spread.Of(samples.Zip(others, (s, n) => s.CpuMicroseconds / n.CpuMicroseconds))
            : null;

    private static void WriteIfAny(Utf8JsonWriter json, string name, Spread? spread)
    {
        if (spread is { } some)
        {
            Write(json, name, some);
        }
    }

    public static void Write(Utf8JsonWriter json, string name, Spread spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("median", Math.Round(spread.Median, 4));
        json.WriteNumber("least", Math.Round(spread.Least, 4));
        json.WriteNumber("most", Math.Round(spread.Most, 4));
        json.WriteEndObject();
    }

    public static string Machine() => Invariant(
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
