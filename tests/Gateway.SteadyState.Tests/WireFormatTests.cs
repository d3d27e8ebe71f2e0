using System.IO.Compression;
using System.Text;
using Gateway.Core;
using Gateway.Core.Protocol.Etf;

namespace Gateway.SteadyState.Tests;

/// <summary>Nothing is allocated for an event, in any form, from the socket to the handler.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class WireFormatTests
{
    private const int WarmUp = 2000;
    private const int Round = 1000;
    private const int Rounds = 20;
    private const int Backlog = 256;

    private static IEnumerable<TestCaseData> Forms() =>
        from compression in GatewayCompression.All
        from encoding in Enum.GetValues<GatewayEncoding>()
        where compression.Supports(encoding)
        from mode in Enum.GetValues<DeliveryMode>()
        from reads in Enumerable.Range(0, 2)
        select new TestCaseData(compression, encoding, mode, reads == 1);

    [TestCaseSource(nameof(Forms))]
    public async Task An_event_allocates_nothing(
        GatewayCompression compression, GatewayEncoding encoding, DeliveryMode mode, bool readsBody)
    {
        var messages = Messages(compression, encoding).ToArray();
        var isBinary = compression != GatewayCompression.None || encoding == GatewayEncoding.Etf;
        var transport = new ReplayTransport(messages, isBinary);
        var best = double.MaxValue;
        var (handled, before) = (0, 0L);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var shard = new GatewayShard(
            new GatewayShardOptions
            {
                Token = "t",
                Intents = GatewayIntents.None,
                Compression = compression,
                Encoding = encoding,

                // A queue that may grow all the time takes buffers all the time; the claim is about one that does not.
                Delivery = new DeliveryOptions { Mode = mode, QueueCapacity = Backlog },
                TagMetricsWithShard = false,
            },
            transport);
        var running = shard.RunAsync(
            (dispatch, _) =>
            {
                if (readsBody && dispatch.Data.Span[0] != (byte)'{')
                    throw new AssertionException("no body");

                if (++handled % Round == 0)
                {
                    // The whole process, because a queue has a thread on each side.
                    var now = GC.GetTotalAllocatedBytes(precise: true);
                    best = handled > WarmUp ? Math.Min(best, (now - before) / (double)Round) : best;
                    before = GC.GetTotalAllocatedBytes(precise: true);
                }

                if (handled == messages.Length - 1)
                    done.TrySetResult();

                return ValueTask.CompletedTask;
            },
            CancellationToken.None);

        await transport.Ready.WaitAsync(TimeSpan.FromSeconds(30));
        transport.Go();
        await done.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await shard.StopAsync();
        await running;

        TestContext.Out.WriteLine($"{best} bytes an event");
        Assert.That(best, Is.LessThan(1), "bytes an event in the best round");
    }

    private static IEnumerable<byte[]> Messages(GatewayCompression compression, GatewayEncoding encoding)
    {
        using var bytes = new MemoryStream();
        using var zlib = new ZLibStream(bytes, CompressionLevel.Fastest);
        var payloads = Payloads().Select(json => encoding == GatewayEncoding.Etf ? EtfEncoder.Encode(json) : json);
        var isFirst = true;
        foreach (var payload in payloads)
        {
            if (compression == GatewayCompression.ZlibStream)
            {
                bytes.SetLength(0);
                zlib.Write(payload);
                zlib.Flush();
                yield return bytes.ToArray();
            }
            else if (compression == GatewayCompression.Payload && !isFirst)
            {
                using var whole = new MemoryStream();
                using (var each = new ZLibStream(whole, CompressionLevel.Fastest))
                    each.Write(payload);

                yield return whole.ToArray();
            }
            else if (compression == GatewayCompression.ZstdStream)
            {
                // The header of a frame without end, and raw blocks: no library is needed for that.
                byte[] header = isFirst ? [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x40] : [];
                var size = payload.Length << 3;
                yield return [.. header, (byte)size, (byte)(size >> 8), (byte)(size >> 16), .. payload];
            }
            else
            {
                yield return payload;
            }

            isFirst = false;
        }
    }

    private static IEnumerable<byte[]> Payloads()
    {
        yield return """{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":600000}}"""u8.ToArray();
        yield return """{"t":"READY","s":1,"op":0,"d":{"session_id":"a","user":{"id":"1"},"guilds":[]}}"""u8.ToArray();
        for (var s = 2; s <= WarmUp + (Rounds * Round); s++)
        {
            yield return Encoding.UTF8.GetBytes(
                $$$"""{"t":"MESSAGE_CREATE","s":{{{s}}},"op":0,"d":{"id":"175928847299117063","content":"message {{{s}}} {{{new string('x', s % 500)}}}","mentions":[],"flags":0}}""");
        }
    }
}
