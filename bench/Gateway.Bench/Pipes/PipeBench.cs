using System.Diagnostics;
using System.Globalization;
using Gateway.Bench.HotPath;

namespace Gateway.Bench.Pipes;

/// <summary>
/// One question: should undelivered messages be held in a pipe per connection, or each in a pooled buffer of its own?
/// Every way is used as the reader uses it: written in what room there is, because a WebSocket does not say beforehand
/// how long a message will be, and read as the envelope reader needs it, in one piece.
/// </summary>
internal static class PipeBench
{
    public const int MessageBytes = 1700;
    private const int Messages = 500_000;
    private const int InFlight = 256;

    public static void Run(int rounds)
    {
        (string Name, Func<IMessageStore> Create, int InFlight)[] cases =
        [
            ("buffer, one in flight", () => new BufferStore(), 1),
            ("pipe 4 KiB, one in flight", () => new PipeStore(4096), 1),
            ("pipe 64 KiB, one in flight", () => new PipeStore(64 * 1024), 1),
            ("buffer, 256 in flight", () => new BufferStore(), InFlight),
            ("pipe 4 KiB, 256 in flight", () => new PipeStore(4096), InFlight),
            ("pipe 64 KiB, 256 in flight", () => new PipeStore(64 * 1024), InFlight),
        ];
        var results = cases.ToDictionary(c => c.Name, _ => new List<(double Nanoseconds, double Bytes, double Split)>());
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, create, inFlight) in cases)
            {
                var result = Measure(create(), inFlight);
                if (round > 0)
                {
                    results[name].Add(result);
                }
            }

            Console.WriteLine(round == 0 ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"round {round}"));
        }

        Console.WriteLine();
        Console.WriteLine($"{MessageBytes} bytes written, read back in one piece; {Messages} messages, medians of {rounds} rounds (least to most)");
        Console.WriteLine("held in                      CPU ns/message       B/message   in pieces, had to be copied");
        foreach (var (name, samples) in results)
        {
            var time = Spread.Of(samples.Select(s => s.Nanoseconds));
            var bytes = Spread.Of(samples.Select(s => s.Bytes));
            var split = Spread.Of(samples.Select(s => s.Split));
            var range = string.Create(CultureInfo.InvariantCulture, $"{time.Median:0} ({time.Least:0} to {time.Most:0})");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {range,-20} {bytes.Median,-11:0.00} {split.Median:0%}"));
        }
    }

    private static (double Nanoseconds, double Bytes, double Split) Measure(IMessageStore store, int inFlight)
    {
        var message = new byte[MessageBytes];
        Random.Shared.NextBytes(message);
        Pass(store, message, inFlight, Messages / 10);
        store.Splits = 0;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        Pass(store, message, inFlight, Messages);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return (cpu.TotalNanoseconds / Messages, (double)bytes / Messages, (double)store.Splits / Messages);
    }

    private static void Pass(IMessageStore store, byte[] message, int inFlight, int messages)
    {
        for (var done = 0; done < messages; done += inFlight)
        {
            for (var i = 0; i < inFlight; i++)
            {
                store.Write(message);
            }

            for (var i = 0; i < inFlight; i++)
            {
                if (store.Read() != message[^1])
                {
                    throw new UnreachableException("The message has changed.");
                }
            }
        }
    }
}
