using System.Globalization;
using System.Text.Json;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Faults;

/// <summary>Plans as JSON.</summary>
internal static class FaultPlanJson
{
    private const string Seed = "seed";
    private const string MeanInterval = "mean_interval";
    private const string StartAfter = "start_after";
    private const string Deck = "deck";
    private const string Steps = "steps";
    private const string At = "at";
    private static readonly string[] Keys = [Seed, MeanInterval, StartAfter, Deck, Steps];

    public static FaultPlan Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new FaultOrderException("plan", FaultOrderReader.Show(json), "an object with " + string.Join(", ", Keys));
        }

        FaultOrderReader.RequireKnownKeys(json, "", Keys);
        var plan = new FaultPlan();
        plan = plan with
        {
            Seed = json.Get(Seed).IsAbsent() ? plan.Seed : ReadSeed(json.Get(Seed)),
            MeanInterval = ReadTime(json, MeanInterval, 1, plan.MeanInterval),
            StartAfter = ReadTime(json, StartAfter, 0, plan.StartAfter),
            Deck = [.. ReadList(json.Get(Deck), Deck, static e => FaultOrderReader.Read(e))],
            Steps = [.. ReadList(json.Get(Steps), Steps, ReadStep)],
        };
        plan.Validate();
        return plan;
    }

    public static string Write(FaultPlan plan)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber(Seed, plan.Seed);
            json.WriteString(MeanInterval, Durations.Write(plan.MeanInterval));
            json.WriteString(StartAfter, Durations.Write(plan.StartAfter));
            WriteList(json, Deck, plan.Deck, FaultOrderWriter.WriteFields);
            WriteList(json, Steps, plan.Steps, static (writer, step) =>
            {
                writer.WriteString(At, Durations.Write(step.At));
                FaultOrderWriter.WriteFields(writer, step.Order);
            });
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static int ReadSeed(JsonElement json) => json.TryInt32(out var seed)
        ? seed
        : throw new FaultOrderException(Seed, FaultOrderReader.Show(json), $"{int.MinValue} to {int.MaxValue}");

    private static TimeSpan ReadTime(JsonElement json, string key, int minMilliseconds, TimeSpan fallback)
    {
        if (json.Get(key).IsAbsent())
        {
            return fallback;
        }

        return FaultOrderReader.ReadDuration(json.Get(key)) is { } time && time >= TimeSpan.FromMilliseconds(minMilliseconds) && time <= TimeSpan.FromHours(1)
            ? time
            : throw new FaultOrderException(key, FaultOrderReader.Show(json.Get(key)), $"a time from {minMilliseconds}ms to 1h");
    }

    private static FaultStep ReadStep(JsonElement json)
    {
        var at = FaultOrderReader.ReadDuration(json.Get(At))
            ?? throw new FaultOrderException(At, FaultOrderReader.Show(json.Get(At)), "a time like \"500ms\", \"2s\", \"1m\", at most 30 days");
        return new FaultStep(at, FaultOrderReader.Read(json, At));
    }

    private static IEnumerable<T> ReadList<T>(JsonElement json, string key, Func<JsonElement, T> read)
    {
        if (json.IsAbsent())
        {
            yield break;
        }

        if (json.ValueKind != JsonValueKind.Array)
        {
            throw new FaultOrderException(key, FaultOrderReader.Show(json), "an array");
        }

        var index = 0;
        foreach (var element in json.EnumerateArray())
        {
            yield return ReadAt(string.Create(CultureInfo.InvariantCulture, $"{key}[{index++}]"), element, read);
        }
    }

    private static T ReadAt<T>(string place, JsonElement json, Func<JsonElement, T> read)
    {
        try
        {
            return read(json);
        }
        catch (FaultOrderException e)
        {
            throw e.Within(place);
        }
    }

    private static void WriteList<T>(Utf8JsonWriter json, string key, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> fields)
    {
        json.WriteStartArray(key);
        foreach (var item in items)
        {
            json.WriteStartObject();
            fields(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
