using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Gateway.Simulator.Hosting;

namespace Gateway.Simulator.Tests.Hosting;

[TestFixture]
public sealed class FrameParserTests
{
    private const int Max = 4096;

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(125)]
    [TestCase(126)]
    [TestCase(4096)]
    public void A_message_is_unmasked_whatever_its_length(int length)
    {
        var body = Body(length);

        Assert.That(ReadAll(Frame(0x81, body)), Is.EqualTo(new[] { $"Message:{body}" }));
    }

    [Test]
    public void Bytes_may_come_one_by_one()
    {
        byte[] stream = [.. Frame(0x81, "one"), .. Frame(0x89, "ping"), .. Frame(0x82, Body(300)), .. Frame(0x88, "")];
        var parser = new FrameParser(Max);
        var found = new List<string>();
        var pending = new List<byte>();
        foreach (var b in stream)
        {
            pending.Add(b);
            var buffer = new ReadOnlySequence<byte>(pending.ToArray());
            Drain(parser, ref buffer, found);
            pending = [.. buffer.ToArray()];
        }

        Assert.That(found, Is.EqualTo(new[] { "Message:one", "Ping:ping", $"Message:{Body(300)}", "Close:" }));
    }

    [Test]
    public void Fragments_are_joined_and_control_frames_may_lie_between()
    {
        byte[] stream = [.. Frame(0x01, "a"), .. Frame(0x00, "b"), .. Frame(0x8A, ""), .. Frame(0x80, "c"), .. Frame(0x81, "d")];

        Assert.That(ReadAll(stream), Is.EqualTo(new[] { "Pong:", "Message:abc", "Message:d" }));
    }

    [Test]
    public void A_message_that_is_too_long_is_told_once_and_skipped()
    {
        byte[] stream = [.. Frame(0x81, Body(4097)), .. Frame(0x81, "next")];

        Assert.That(ReadAll(stream), Is.EqualTo(new[] { "TooLarge:", "Message:next" }));
    }

    [Test]
    public void Fragments_that_are_too_long_together_are_told_once_and_skipped()
    {
        byte[] stream = [.. Frame(0x01, Body(4000)), .. Frame(0x00, Body(97)), .. Frame(0x00, Body(9000)), .. Frame(0x80, "x"), .. Frame(0x81, "next")];

        Assert.That(ReadAll(stream), Is.EqualTo(new[] { "TooLarge:", "Message:next" }));
    }

    [Test]
    public void A_header_that_announces_an_exabyte_is_too_large_at_once()
    {
        var header = new byte[14];
        header[0] = 0x81;
        header[1] = 0xFF;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), 1L << 60);

        Assert.That(ReadAll(header), Is.EqualTo(new[] { "TooLarge:" }));
    }

    [Test]
    public void What_breaks_the_protocol_is_broken()
    {
        Assert.That(ReadAll(Frame(0xC1, "rsv1")), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll(Frame(0x83, "opcode 3")), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll(Frame(0x8B, "opcode 11")), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll(Frame(0x80, "nothing to continue")), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll([.. Frame(0x01, "a"), .. Frame(0x81, "b")]), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll(Frame(0x08, "split close")), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll(Frame(0x88, Body(126))), Is.EqualTo(new[] { "Broken:" }));
        Assert.That(ReadAll([0x81, 0x01, 0, 0, 0, 0, (byte)'x']), Is.EqualTo(new[] { "Broken:" }), "Without a mask.");
        Assert.That(ReadAll([0x81, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Is.EqualTo(new[] { "Broken:" }), "A negative length.");
    }

    [Test]
    public void Any_bytes_can_be_parsed_without_an_exception([Values(1, 2, 3, 4)] int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            Assert.That(() => ReadAll(bytes), Throws.Nothing);
        }
    }

    private static List<string> ReadAll(byte[] bytes)
    {
        var found = new List<string>();
        var buffer = new ReadOnlySequence<byte>(bytes);
        Drain(new FrameParser(Max), ref buffer, found);
        return found;
    }

    private static void Drain(FrameParser parser, ref ReadOnlySequence<byte> buffer, List<string> found)
    {
        while (parser.Read(ref buffer, out var payload) is var kind and not FrameKind.None)
        {
            found.Add($"{kind}:{Encoding.UTF8.GetString(payload.Span)}");
            if (kind == FrameKind.Broken)
            {
                return;
            }
        }
    }

    private static string Body(int length) => string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));

    private static byte[] Frame(byte first, string body)
    {
        byte[] mask = [1, 2, 3, 4];
        var bytes = Encoding.UTF8.GetBytes(body);
        var masked = bytes.Select((b, i) => (byte)(b ^ mask[i % 4]));
        byte[] length = bytes.Length switch
        {
            < 126 => [(byte)(0x80 | bytes.Length)],
            _ => [0x80 | 126, (byte)(bytes.Length >> 8), (byte)bytes.Length],
        };
        return [first, .. length, .. mask, .. masked];
    }
}
