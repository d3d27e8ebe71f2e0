using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Core.Delivery;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

/// <summary>Bodies are taken unread where that can be put right later, and nowhere else.</summary>
internal sealed class EnvelopeTrustTests
{
    private static readonly JsonTypeInfo<JsonElement> Any =
        (JsonTypeInfo<JsonElement>)JsonSerializerOptions.Default.GetTypeInfo(typeof(JsonElement));

    [TestCase("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1"}}""", """{"id":"1"}""")]
    [TestCase("""{ "op":0, "s":7, "t":"MESSAGE_CREATE", "d": {"id":{}}}""", """{"id":{}}""")]
    public void A_body_that_stands_last_is_taken_unread(string payload, string body)
    {
        var (envelope, isBodyUnread) = Read(payload);

        Assert.That(isBodyUnread, Is.True);
        Assert.That(DataOf(envelope, payload), Is.EqualTo(body));
        Assert.That((envelope.Opcode, envelope.Sequence, envelope.EventName), Is.EqualTo((0, 7, "MESSAGE_CREATE")));
    }

    [TestCase("""{"t":"READY","s":1,"op":0,"d":{"v":10}}""")]
    [TestCase("""{"t":"RESUMED","s":1,"op":0,"d":{"v":10}}""")]
    [TestCase("""{"t":"NOBODY_KNOWS","s":1,"op":0,"d":{"v":10}}""")]
    [TestCase("""{"t":"MESSAGE_CREATE","op":0,"d":{"v":10},"s":1}""")]
    [TestCase("""{"t":"MESSAGE_CREATE","s":1,"d":{"v":10},"op":0}""")]
    [TestCase("""{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"v":10},"x":1}""")]
    [TestCase("""{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"v":10} }""")]
    [TestCase("""{"t":null,"s":null,"op":10,"d":{"v":10}}""")]
    public void Everything_else_is_read_to_its_end(string payload)
    {
        var (envelope, isBodyUnread) = Read(payload);

        Assert.That(isBodyUnread, Is.False);
        Assert.That(DataOf(envelope, payload), Is.EqualTo("""{"v":10}"""));
    }

    [TestCase("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":""")]
    [TestCase("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1"}""")]
    public void A_payload_that_was_cut_is_broken(string payload)
    {
        var status = new JsonEnvelopeTrust().TryRead(Encoding.UTF8.GetBytes(payload), out _, out var isBodyUnread);

        Assert.That((status, isBodyUnread), Is.EqualTo((EnvelopeStatus.BodyBroken, false)));
    }

    [Test]
    public void Decoding_finds_the_body_before_a_later_key_and_ends_the_trust()
    {
        var trust = new JsonEnvelopeTrust();
        var dispatch = Receive("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1"},"x":{}}""", trust);

        Assert.That(dispatch.Decode(Any).GetRawText(), Is.EqualTo("""{"id":"1"}"""));
        Assert.That(IsTrusting(trust), Is.False);
    }

    [Test]
    public void A_detached_copy_has_the_body_alone()
    {
        var dispatch = Receive("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1"},"x":{}}""", new JsonEnvelopeTrust());

        Assert.That(Encoding.UTF8.GetString(dispatch.Detach().Data.Span), Is.EqualTo("""{"id":"1"}"""));
    }

    [Test]
    public void Decoding_a_broken_body_throws_and_ends_the_trust()
    {
        var trust = new JsonEnvelopeTrust();
        var dispatch = Receive("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1",}}""", trust);

        Assert.That(() => dispatch.Decode(Any), Throws.InstanceOf<JsonException>());
        Assert.That(IsTrusting(trust), Is.False);
    }

    [Test]
    public void A_type_that_does_not_fit_costs_no_trust()
    {
        var trust = new JsonEnvelopeTrust();
        var dispatch = Receive("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1"}}""", trust);
        var number = (JsonTypeInfo<int>)JsonSerializerOptions.Default.GetTypeInfo(typeof(int));

        Assert.That(() => dispatch.Decode(number), Throws.InstanceOf<JsonException>());
        Assert.That(IsTrusting(trust), Is.True);
    }

    private static bool IsTrusting(EnvelopeTrust trust)
    {
        trust.TryRead("""{"t":"MESSAGE_CREATE","s":8,"op":0,"d":{"id":"1"}}"""u8, out _, out var isBodyUnread);
        return isBodyUnread;
    }

    private static Dispatch Receive(string payload, EnvelopeTrust trust)
    {
        var message = new PooledMessage();
        message.Write(Encoding.UTF8.GetBytes(payload));
        trust.TryRead(message.WrittenSpan, out var envelope, out var isBodyUnread);
        message.UnreadBody = isBodyUnread ? trust : null;
        return new Dispatch(default, envelope, message);
    }

    private static (GatewayEnvelope Envelope, bool IsBodyUnread) Read(string payload)
    {
        var status = new JsonEnvelopeTrust().TryRead(Encoding.UTF8.GetBytes(payload), out var envelope, out var isBodyUnread);
        Assert.That(status, Is.EqualTo(EnvelopeStatus.Ok));
        return (envelope, isBodyUnread);
    }

    private static string DataOf(in GatewayEnvelope envelope, string payload) =>
        Encoding.UTF8.GetString(envelope.DataOf(Encoding.UTF8.GetBytes(payload)));
}
