using System.Text;
using System.Text.Json;
using Gateway.Core.Commands;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Commands;

[TestFixture]
public sealed class RawCommandTests
{
    [TestCase("{}")]
    [TestCase("""{"a":[1,2,{"b":null}],"c":"\u00e9é"}""")]
    [TestCase("null")]
    [TestCase("12.5e3")]
    [TestCase("\"text\"")]
    [TestCase(" [ 1 ,\n2 ] ")]
    public void Value_goes_out_as_it_was_given(string data)
    {
        var command = new RawCommand((GatewayOpcode)99, Encoding.UTF8.GetBytes(data));
        Assert.That(command.Text(), Is.EqualTo($$"""{"op":99,"d":{{data}}}"""));
        Assert.That(() => command.Data(), Throws.Nothing);
    }

    [TestCase("")]
    [TestCase("  ")]
    [TestCase("{")]
    [TestCase("{}}")]
    [TestCase("{} {}")]
    [TestCase("1,2")]
    [TestCase("""{"a":1},"op":2""")]
    [TestCase("/* no */ 1")]
    [TestCase("[1,]")]
    [TestCase("\ufeff{}")]
    [TestCase("undefined")]
    public void What_is_not_one_value_is_refused(string data) => CommandText.AssertRefused(
        () => new RawCommand(GatewayOpcode.PresenceUpdate, Encoding.UTF8.GetBytes(data)), "data", "one JSON value");

    [Test]
    public void Bytes_that_are_not_utf8_are_refused() => CommandText.AssertRefused(
        () => new RawCommand(GatewayOpcode.PresenceUpdate, new byte[] { (byte)'"', 0xff, (byte)'"' }), "data", "not UTF-8");

    [TestCase(GatewayOpcode.Heartbeat, "library itself")]
    [TestCase(GatewayOpcode.Identify, "library itself")]
    [TestCase(GatewayOpcode.Resume, "library itself")]
    [TestCase(GatewayOpcode.Dispatch, "only received")]
    [TestCase(GatewayOpcode.Reconnect, "only received")]
    [TestCase(GatewayOpcode.InvalidSession, "only received")]
    [TestCase(GatewayOpcode.Hello, "only received")]
    [TestCase(GatewayOpcode.HeartbeatAck, "only received")]
    [TestCase((GatewayOpcode)(-1), "negative")]
    public void Opcodes_of_others_are_refused(GatewayOpcode opcode, string reason) =>
        CommandText.AssertRefused(() => new RawCommand(opcode, "{}"u8.ToArray()), "opcode", $"{(int)opcode}", reason);

    [TestCase(GatewayOpcode.PresenceUpdate)]
    [TestCase(GatewayOpcode.VoiceStateUpdate)]
    [TestCase(GatewayOpcode.RequestGuildMembers)]
    [TestCase(GatewayOpcode.RequestSoundboardSounds)]
    [TestCase(GatewayOpcode.RequestChannelInfo)]
    [TestCase((GatewayOpcode)44)]
    public void Opcodes_of_commands_are_taken(GatewayOpcode opcode) =>
        Assert.That(new RawCommand(opcode, "{}"u8.ToArray()).Opcode, Is.EqualTo(opcode));

    [Test]
    public void Size_counts_the_envelope()
    {
        var envelope = """{"op":99,"d":""}""".Length;
        var text = '"' + new string('a', GatewayCommand.MaxPayloadBytes - envelope) + '"';
        Assert.That(new RawCommand((GatewayOpcode)99, Encoding.UTF8.GetBytes(text)).Encode().Length, Is.EqualTo(4096));
        CommandText.AssertRefused(() => new RawCommand((GatewayOpcode)99, Encoding.UTF8.GetBytes("1" + text[1..^1])), "data");
        CommandText.AssertRefused(
            () => new RawCommand((GatewayOpcode)99, Encoding.UTF8.GetBytes(text.Insert(1, "a"))), "data", "4097 bytes", "4096");
        CommandText.AssertRefused(() => new RawCommand((GatewayOpcode)99, new byte[1 << 20]), "data", "1048576 bytes");
    }

    [Test]
    public void Bytes_are_copied()
    {
        var data = "[1]"u8.ToArray();
        var command = new RawCommand((GatewayOpcode)99, data);
        data[1] = (byte)'}';
        Assert.That(command.Text(), Is.EqualTo("""{"op":99,"d":[1]}"""));
    }

    [Test]
    public void Element_outlives_its_document()
    {
        RawCommand command;
        using (var document = JsonDocument.Parse("""{"x":{"y":[1, 2]}}"""))
        {
            command = new RawCommand((GatewayOpcode)99, document.RootElement.GetProperty("x"));
        }

        Assert.That(command.Text(), Is.EqualTo("""{"op":99,"d":{"y":[1, 2]}}"""));
        CommandText.AssertRefused(() => new RawCommand((GatewayOpcode)99, default(JsonElement)), "data");
    }
}
