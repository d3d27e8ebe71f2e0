using System.Globalization;

namespace Gateway.Bench.Server;

/// <summary>
/// Bodies of MESSAGE_CREATE with ids, hashes, times, names and words of their own: what repeats between them is what
/// repeats between real ones, so that they compress about as well.
/// </summary>
internal sealed class MessageBodies(Random random)
{
    private const int Words = 14;
    private static readonly string[] Vocabulary =
        """
        the of and to in is that it was for on are as with they be at one have this from or had by hot but some what there
        we can out other were all your when up use word how said an each she which do their time if will way about many then
        them would write like so these her long make thing see him two has look more day could go come did my sound no most
        number who over know water than call first people may down side been now find any new work part take get place made
        live where after back little only round man year came show every good me give our under name very through just form
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] Names =
        ["ada", "charles", "grace", "edsger", "barbara", "donald", "radia", "tony", "leslie", "frances", "alan", "margaret"];

    private DateTime _at = new(2025, 11, 2, 14, 31, 7, DateTimeKind.Utc);

    public string Next()
    {
        _at = _at.AddMilliseconds(random.Next(20, 4000));
        var guild = Id();
        var (mentioned, author) = (Id(), Id());
        return $$"""
            {"type":0,"tts":false,"timestamp":"{{Time(_at)}}","pinned":false,"nonce":"{{Id()}}",
            "mentions":[{"username":"{{Name()}}","public_flags":{{random.Next(256)}},"member":{"roles":["{{Id()}}"],"premium_since":null,"pending":false,"nick":"{{Name()}}","mute":false,"joined_at":"{{Joined()}}","flags":0,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},"id":"{{mentioned}}","global_name":"{{Name()}}","discriminator":"0","clan":null,"avatar_decoration_data":null,"avatar":"{{Hash()}}"}],
            "mention_roles":["{{Id()}}","{{Id()}}"],"mention_everyone":false,
            "member":{"roles":["{{Id()}}","{{Id()}}","{{Id()}}"],"premium_since":null,"pending":false,"nick":null,"mute":false,"joined_at":"{{Joined()}}","flags":2,"deaf":false,"communication_disabled_until":null,"banner":null,"avatar":null},
            "id":"{{Id()}}","flags":0,"embeds":[{"url":"https://example.org/articles/{{random.Next(100_000)}}","type":"link","title":"On {{Word()}}","description":"A note on what {{Word()}} can and cannot {{Word()}}.","content_scan_version":0}],
            "edited_timestamp":null,"content":"<@{{mentioned}}> \"{{Word()}}\" {{Sentence()}} \u2013 worth the ten minutes","components":[],"channel_type":0,"channel_id":"{{Id()}}",
            "author":{"username":"{{Name()}}","public_flags":0,"primary_guild":null,"id":"{{author}}","global_name":"{{Name()}}","discriminator":"0","collectibles":null,"clan":null,"avatar_decoration_data":null,"avatar":"{{Hash()}}"},
            "attachments":[],"guild_id":"{{guild}}"}
            """;
    }

    private static string Time(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    private string Joined() => Time(_at.AddSeconds(-random.Next(200_000_000)));

    private long Id() => random.NextInt64(175_928_847_299_117_063, 1_430_000_000_000_000_000);

    private string Hash() => string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64():x16}{random.NextInt64():x16}");

    private string Word() => Vocabulary[random.Next(Vocabulary.Length)];

    private string Name() => Names[random.Next(Names.Length)];

    private string Sentence() => string.Join(' ', Enumerable.Range(0, Words).Select(_ => Word()));
}
