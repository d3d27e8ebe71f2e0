using System.Diagnostics;
using System.Globalization;
using Gateway.Core.Driver;

namespace Gateway.Core.Tests.Wire;

/// <summary>
/// Mutations of valid streams over all decoders: always payloads or a typed error, never an exception, a hang, or more
/// memory than the cap. <c>GATEWAY_FUZZ_INPUTS</c> sets how many inputs, <c>GATEWAY_FUZZ_SEED</c> where they begin.
/// </summary>
[NonParallelizable]
internal sealed class FuzzTests
{
    private const int Cap = 1 << 16;
    private const int DefaultInputs = 200_000;

    [Test]
    public void No_mutation_of_a_stream_breaks_a_decoder()
    {
        var inputs = Setting("GATEWAY_FUZZ_INPUTS", DefaultInputs);
        var seed = Setting("GATEWAY_FUZZ_SEED", 1);
        var corpora = Corpus.All();
        var results = new int[Enum.GetValues<InboxResult>().Length];
        var progress = Stopwatch.StartNew();
        long done = 0;
        for (var run = seed; done < inputs; run++)
        {
            foreach (var corpus in corpora)
                done += Run(corpus, run, results);

            if (progress.Elapsed > TimeSpan.FromSeconds(10))
            {
                TestContext.Progress.WriteLine($"{done} of {inputs} inputs, run {run}");
                progress.Restart();
            }
        }

        TestContext.Out.WriteLine($"{done} inputs: {string.Join(", ", Enum.GetValues<InboxResult>().Select(r => $"{r} {results[(int)r]}"))}");
        Assert.That(results[(int)InboxResult.Payload], Is.GreaterThan(done / 20), "some mutations leave payloads");
        Assert.That(results[(int)InboxResult.Corrupt], Is.GreaterThan(done / 100), "some do not");
    }

    // A connection: messages until one ends it.
    private static int Run(Corpus corpus, int seed, int[] results)
    {
        var random = new Random(seed);
        using var reader = new WireReader(corpus.Compression, corpus.Encoding, Cap);
        var count = 0;
        try
        {
            foreach (var original in corpus.Messages)
            {
                var message = random.Next(3) == 0 ? original : Mutate(original, corpus.Messages, random);
                var result = reader.Receive(message, isBinary: random.Next(50) != 0);
                results[(int)result]++;
                count++;
                if (result is InboxResult.Corrupt or InboxResult.TooLarge)
                    break;
            }
        }
        catch (Exception e) when (e is not AssertionException)
        {
            Assert.Fail($"{corpus.Compression} {corpus.Encoding}, GATEWAY_FUZZ_SEED={seed}: {e}");
        }

        // The next power of two, and once more for what came in one message behind it.
        Assert.That(reader.LargestMessage, Is.LessThanOrEqualTo(4 * Cap), $"{corpus.Compression} {corpus.Encoding}, seed {seed}");
        return count;
    }

    private static byte[] Mutate(byte[] original, byte[][] others, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(9), bytes.Count - at));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5: // Lengths are where decoders go wrong.
                    for (var i = at; i < Math.Min(at + 4, bytes.Count); i++)
                        bytes[i] = (byte)(random.Next(2) == 0 ? 0xFF : 0x7F);
                    break;
                default:
                    var other = others[random.Next(others.Length)];
                    var from = random.Next(other.Length);
                    bytes.InsertRange(at, other.Skip(from).Take(random.Next(40)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed record Corpus(GatewayCompression Compression, GatewayEncoding Encoding, byte[][] Messages)
    {
        public static Corpus[] All() =>
        [
            .. from encoding in Enum.GetValues<GatewayEncoding>()
               from compression in GatewayCompression.All
               where compression.Supports(encoding)
               let compressor = TestCompressor.For(compression)
               select Make(compression, encoding, compressor),
            Make(GatewayCompression.ZstdStream, GatewayEncoding.Json, new TestCompressor.Zstd(frameEach: true)),
            Packed(),
        ];

        private static Corpus Make(GatewayCompression compression, GatewayEncoding encoding, TestCompressor compressor)
        {
            using var _ = compressor;
            var generated = new GeneratedPayloads(99);
            return new Corpus(compression, encoding,
            [
                .. Enumerable.Range(1, 30).Select(s => generated.Event(s)).Select(json => compressor.Compress(
                    encoding == GatewayEncoding.Etf ? TestEtf.Payload(json, generated.Random) : System.Text.Encoding.UTF8.GetBytes(json))),
            ]);
        }

        // Compressed terms.
        private static Corpus Packed()
        {
            var etf = Make(GatewayCompression.None, GatewayEncoding.Etf, new TestCompressor.Plain());
            using var each = new TestCompressor.Each();
            return etf with
            {
                Messages =
                [
                    .. etf.Messages.Select(m => (byte[])
                        [131, 80, 0, 0, (byte)((m.Length - 1) >> 8), (byte)(m.Length - 1), .. each.Compress(m[1..])]),
                ],
            };
        }
    }
}
