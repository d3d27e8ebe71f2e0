using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Core.Delivery;
using Gateway.Core.Driver;
using Gateway.Core.Tests.Wire;

namespace Gateway.Core.Tests.Delivery;

/// <summary>Decoding allocates the caller's objects and nothing else, whatever the body came as.</summary>
internal sealed partial class TypedDecodeTests
{
    private const string Body =
        """{"id":"175928847299117063","content":"hello","flags":3,"mentions":[{"id":"1"},{"id":"2"}],"ratio":1.5,"extra":{"left":"out"}}""";

    private static readonly string Payload = $$"""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{{Body}}}""";

    [Test]
    public void Decoding_costs_what_the_serializer_allocates_for_the_same_JSON([Values] GatewayEncoding encoding)
    {
        var type = TypedDecodeJson.Default.Message;
        var body = Encoding.UTF8.GetBytes(Body);
        var payload = encoding == GatewayEncoding.Etf ? TestEtf.Payload(Payload) : Encoding.UTF8.GetBytes(Payload);
        using var codec = PayloadCodec.For(encoding);
        var message = new PooledMessage();

        var bare = BestOf(() => JsonSerializer.Deserialize(body, type));
        var ours = BestOf(() => Receive(message, codec, payload).Decode(type));

        Assert.That(bare, Is.GreaterThan(100), "the objects");
        Assert.That(ours, Is.EqualTo(bare));
        Assert.That(Receive(message, codec, payload).Decode(type)!.Mentions![1].Id, Is.EqualTo("2"));
        message.Release();
    }

    [Test]
    public void Reading_the_body_allocates_nothing([Values] GatewayEncoding encoding)
    {
        var payload = encoding == GatewayEncoding.Etf ? TestEtf.Payload(Payload) : Encoding.UTF8.GetBytes(Payload);
        using var codec = PayloadCodec.For(encoding);
        var message = new PooledMessage();
        var length = 0;

        Assert.That(BestOf(() => length += Receive(message, codec, payload).Data.Length), Is.Zero);
        message.Release();
    }

    private static Dispatch Receive(PooledMessage message, PayloadCodec codec, byte[] payload)
    {
        message.Clear();
        message.Write(payload);
        codec.TryRead(message, maySplit: false, out var envelope, out _);
        return new Dispatch(default, envelope, message);
    }

    // Bytes a call, in the best of many rounds: pools and the JIT settle in the first.
    private static long BestOf(Action action)
    {
        const int rounds = 30, calls = 100;
        var best = long.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < calls; call++)
                action();

            best = Math.Min(best, (GC.GetAllocatedBytesForCurrentThread() - before) / calls);
        }

        return best;
    }

    internal sealed record Message
    {
        public string? Id { get; init; }

        public string? Content { get; init; }

        public int Flags { get; init; }

        public double Ratio { get; init; }

        public IReadOnlyList<User>? Mentions { get; init; }
    }

    internal sealed record User
    {
        public string? Id { get; init; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(Message))]
    private sealed partial class TypedDecodeJson : JsonSerializerContext;
}
