using System.Globalization;
using System.Text;
using System.Text.Json;
using Gateway.Core.Driver;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Wire;

/// <summary>
/// 100,000 generated events, each in every form, the streams cut and joined at random: the handler is given the same bytes, and of ETF the
/// same JSON values. Each seed is a connection in every form; <c>GATEWAY_EQUIVALENCE_SEED</c> runs one seed alone, and
/// <c>GATEWAY_EQUIVALENCE_SEEDS</c> so many of them instead of the usual.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GeneratedEquivalenceTests
{
    private const int EventsOfSeed = 1000;
    private const int Seeds = 100;
    private const int Shares = 4;

    [Test]
    public void Events_are_the_same_in_every_form_however_it_is_cut([Range(1, Shares)] int share)
    {
        if (Setting("GATEWAY_EQUIVALENCE_SEED") is { } alone)
        {
            Run(alone);
            return;
        }

        var seeds = Setting("GATEWAY_EQUIVALENCE_SEEDS") ?? Seeds;
        for (var seed = share; seed <= seeds; seed += Shares)
            Run(seed);
    }

    private static void Run(int seed)
    {
        var generated = new GeneratedPayloads(seed);
        var events = Enumerable.Range(1, EventsOfSeed).Select(s => new Event(s, generated)).ToArray();
        foreach (var form in GeneratedForm.All(seed))
        {
            using (form)
            {
                var read = 0;
                form.OnPayload = (status, in envelope, body) =>
                {
                    if (Difference(events[read], form.Encoding, status, envelope, body) is { } difference)
                        Assert.Fail($"GATEWAY_EQUIVALENCE_SEED={seed}, {form}, event {read}: {difference}\n{events[read].Json}");

                    read++;
                };
                foreach (var one in events)
                    form.Send(form.Encoding == GatewayEncoding.Etf ? one.Etf : one.Utf8);

                form.SendRest();
                Assert.That(read, Is.EqualTo(events.Length), $"GATEWAY_EQUIVALENCE_SEED={seed}, {form}: events read");
            }
        }
    }

    private static string? Difference(
        Event sent, GatewayEncoding encoding, EnvelopeStatus status, in GatewayEnvelope envelope, ReadOnlySpan<byte> body) =>
        status != EnvelopeStatus.Ok ? $"read as {status}"
        : envelope.Opcode != 0 || envelope.Sequence != sent.Sequence || envelope.EventName != sent.Name
            ? $"op {envelope.Opcode}, s {envelope.Sequence}, t {envelope.EventName}"
        : encoding == GatewayEncoding.Json ? body.SequenceEqual(sent.Body) ? null : $"another body: {Encoding.UTF8.GetString(body)}"
        : sent.IsBodyInJson(body) ? null : $"another body: {Encoding.UTF8.GetString(body)}";

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : null;

    private sealed class Event
    {
        private byte[]? _bodyFromEtf;

        public Event(int sequence, GeneratedPayloads generated)
        {
            Sequence = sequence;
            Json = generated.Event(sequence);
            Utf8 = Encoding.UTF8.GetBytes(Json);
            Etf = TestEtf.Payload(Json, generated.Random);
            Name = Json[6..Json.IndexOf('"', 6)];
            Body = Utf8[(Utf8.AsSpan().IndexOf("\"d\":"u8) + 4)..^1];
        }

        public int Sequence { get; }

        public string Json { get; }

        public byte[] Utf8 { get; }

        public byte[] Etf { get; }

        public string Name { get; }

        public byte[] Body { get; }

        // Values are compared once, and the same bytes expected from then on.
        public bool IsBodyInJson(ReadOnlySpan<byte> json)
        {
            if (_bodyFromEtf is not null)
                return json.SequenceEqual(_bodyFromEtf);

            _bodyFromEtf = json.ToArray();
            using var expected = JsonDocument.Parse(Body);
            using var actual = JsonDocument.Parse(_bodyFromEtf);
            return JsonElement.DeepEquals(actual.RootElement, expected.RootElement);
        }
    }
}
