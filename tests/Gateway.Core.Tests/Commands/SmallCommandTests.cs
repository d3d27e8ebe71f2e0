using Gateway.Core.Commands;

namespace Gateway.Core.Tests.Commands;

[TestFixture]
public sealed class SmallCommandTests
{
    private const ulong Guild = 800000000000000010;

    [Test]
    public void Joining_a_voice_channel() => Assert.That(
        new UpdateVoiceState(Guild, 800000000000000020, selfDeaf: true).Text(),
        Is.EqualTo("""{"op":4,"d":{"guild_id":"800000000000000010","channel_id":"800000000000000020","self_mute":false,"self_deaf":true}}"""));

    [Test]
    public void Leaving_a_voice_channel() => Assert.That(
        new UpdateVoiceState(Guild, null, selfMute: true).Text(),
        Is.EqualTo("""{"op":4,"d":{"guild_id":"800000000000000010","channel_id":null,"self_mute":true,"self_deaf":false}}"""));

    [Test]
    public void Voice_ids_of_zero_are_refused() =>
        CommandText.AssertRefused(() => new UpdateVoiceState(0, 0), "guildId", "guildId: 0", "channelId: 0");

    [Test]
    public void Soundboard_sounds_of_guilds() => Assert.That(
        new RequestSoundboardSounds(Guild, 7).Text(), Is.EqualTo("""{"op":31,"d":{"guild_ids":["800000000000000010","7"]}}"""));

    [Test]
    public void Soundboard_guilds_up_to_the_size_of_a_message_are_taken()
    {
        const int envelope = 30; // {"op":31,"d":{"guild_ids":[]}}
        const int idWithQuotesAndComma = 21;
        var most = (GatewayCommand.MaxPayloadBytes - envelope + 1) / idWithQuotesAndComma;
        var command = new RequestSoundboardSounds(Enumerable.Repeat(Guild, most));
        Assert.That(command.Encode().Length, Is.EqualTo(envelope + most * idWithQuotesAndComma - 1));
        CommandText.AssertRefused(() => new RequestSoundboardSounds(Enumerable.Repeat(Guild, most + 1)), "guildIds", "4096");
    }

    [Test]
    public void Soundboard_needs_guilds()
    {
        CommandText.AssertRefused(() => new RequestSoundboardSounds(), "guildIds", "at least one");
        CommandText.AssertRefused(() => new RequestSoundboardSounds(1, 2, 0), "guildIds", "0 at 2");
        Assert.That(() => new RequestSoundboardSounds(null!), Throws.ArgumentNullException);
    }

    [TestCase(ChannelInfoFields.Status, """["status"]""")]
    [TestCase(ChannelInfoFields.VoiceStartTime, """["voice_start_time"]""")]
    [TestCase(ChannelInfoFields.All, """["status","voice_start_time"]""")]
    public void Channel_info_asks_for_its_fields(ChannelInfoFields fields, string expected) => Assert.That(
        new RequestChannelInfo(Guild, fields).Text(),
        Is.EqualTo($$$"""{"op":43,"d":{"guild_id":"800000000000000010","fields":{{{expected}}}}}"""));

    [TestCase(ChannelInfoFields.None)]
    [TestCase((ChannelInfoFields)4)]
    [TestCase((ChannelInfoFields)7)]
    public void Channel_info_without_a_known_field_is_refused(ChannelInfoFields fields) =>
        CommandText.AssertRefused(() => new RequestChannelInfo(0, fields), "guildId", "guildId: 0", $"fields: {(int)fields}");

    [Test]
    public void Encoding_twice_gives_the_same_memory()
    {
        var command = new RequestChannelInfo(Guild);
        Assert.That(command.Encode(), Is.EqualTo(command.Encode()));
    }
}
