using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

[TestFixture]
public sealed class GatewayUrlTests
{
    [TestCase("wss://gateway.discord.gg", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [TestCase("wss://gateway.discord.gg/", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [TestCase("wss://gateway.discord.gg?v=6", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [TestCase("wss://gateway.discord.gg/?v=9&encoding=etf&compress=zlib-stream&x=1", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [TestCase("wss://gateway-us-east1-b.discord.gg", "wss://gateway-us-east1-b.discord.gg/?v=10&encoding=json")]
    [TestCase("WSS://Gateway.Discord.gg", "wss://gateway.discord.gg/?v=10&encoding=json")]
    [TestCase("wss://host/path", "wss://host/path?v=10&encoding=json")]
    [TestCase("wss://host/path/", "wss://host/path/?v=10&encoding=json")]
    [TestCase("wss://host/path/?", "wss://host/path/?v=10&encoding=json")]
    [TestCase("wss://host/a%20b", "wss://host/a%20b?v=10&encoding=json")]
    [TestCase("ws://127.0.0.1:8080", "ws://127.0.0.1:8080/?v=10&encoding=json")]
    [TestCase("ws://[::1]:8080/gw", "ws://[::1]:8080/gw?v=10&encoding=json")]
    [TestCase("wss://host:443", "wss://host/?v=10&encoding=json")]
    public void Query_is_put_on_any_base(string baseUrl, string expected) =>
        Assert.That(GatewayUrl.Build(new Uri(baseUrl)).AbsoluteUri, Is.EqualTo(expected));

    [TestCase(GatewayEncoding.Json, nameof(GatewayCompression.None), "?v=10&encoding=json")]
    [TestCase(GatewayEncoding.Json, nameof(GatewayCompression.ZlibStream), "?v=10&encoding=json&compress=zlib-stream")]
    [TestCase(GatewayEncoding.Json, nameof(GatewayCompression.ZstdStream), "?v=10&encoding=json&compress=zstd-stream")]
    [TestCase(GatewayEncoding.Etf, nameof(GatewayCompression.None), "?v=10&encoding=etf")]
    [TestCase(GatewayEncoding.Etf, nameof(GatewayCompression.ZlibStream), "?v=10&encoding=etf&compress=zlib-stream")]
    [TestCase(GatewayEncoding.Etf, nameof(GatewayCompression.ZstdStream), "?v=10&encoding=etf&compress=zstd-stream")]
    public void Query_says_how_the_connection_is_decoded(GatewayEncoding encoding, string compression, string query)
    {
        var url = GatewayUrl.Build(new Uri("wss://host"), encoding, Named(compression));
        Assert.That(url.Query, Is.EqualTo(query));
        Assert.That(GatewayUrl.Build(url, encoding, Named(compression)), Is.EqualTo(url), "Building twice changes nothing.");
    }

    [TestCase("http://host", "http", "ws, wss")]
    [TestCase("https://gateway.discord.gg", "https", "ws, wss")]
    [TestCase("file:///tmp/x", "file", "ws, wss")]
    [TestCase("wss://user:secret@host", "user information", "none")]
    [TestCase("wss://host/#part", "fragment", "none")]
    public void Other_urls_are_refused_with_the_reason(string baseUrl, string reason, string allowed)
    {
        var uri = new Uri(baseUrl);
        Assert.That(
            () => GatewayUrl.Build(uri),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("baseUrl")
                .And.Message.Contains(reason).And.Message.Contains($"Allowed: {allowed}").And.Message.Not.Contain("secret"));
        Assert.That(GatewayUrl.TryValidate(uri, out var violation), Is.False);
        Assert.That(violation, Does.Contain(reason));
    }

    [Test]
    public void Relative_url_is_refused() => Assert.That(
        () => GatewayUrl.Build(new Uri("gateway.discord.gg", UriKind.Relative)), Throws.ArgumentException.With.Message.Contains("relative"));

    [Test]
    public void Null_is_refused()
    {
        Assert.That(() => GatewayUrl.Build(null!), Throws.ArgumentNullException);
        Assert.That(GatewayUrl.TryValidate(null, out var violation), Is.False);
        Assert.That(violation, Is.Not.Empty);
    }

    [TestCase(11)]
    [TestCase(9)]
    [TestCase(6)]
    [TestCase(0)]
    [TestCase(-1)]
    public void Other_versions_are_refused(int version) => Assert.That(
        () => GatewayUrl.Build(new Uri("wss://host"), version: version),
        Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("version").And.Message.Contains("Allowed: 10"));

    [Test]
    public void Values_outside_the_enumerations_are_refused()
    {
        var url = new Uri("wss://host");
        Assert.That(() => GatewayUrl.Build(url, (GatewayEncoding)7), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase("wss://gateway-us-east1-d.discord.gg")]
    [TestCase("wss://gateway-us-east1-d.discord.gg/")]
    [TestCase("wss://gateway-us-east1-d.discord.gg/?v=10")]
    [TestCase("wss://gateway-us-east1-d.discord.gg/path?x=1")]
    [TestCase("ws://localhost:1234")]
    public void Resume_url_is_read_with_or_without_path_and_query(string text)
    {
        Assert.That(GatewayUrl.TryParseResumeUrl(text, out var url));
        Assert.That(GatewayUrl.Build(url!).Query, Is.EqualTo("?v=10&encoding=json"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("gateway.discord.gg")]
    [TestCase("/path")]
    [TestCase("wss://")]
    [TestCase("wss:///path")]
    [TestCase("wss:host")]
    [TestCase("://")]
    [TestCase("https://gateway.discord.gg")]
    [TestCase("javascript:alert(1)")]
    [TestCase("wss://a:b@host")]
    [TestCase("wss://host/#x")]
    [TestCase("wss://host:99999")]
    [TestCase("wss://ho st")]
    [TestCase("\0")]
    public void Resume_url_that_cannot_be_dialled_is_refused_without_an_exception(string? text)
    {
        Assert.That(GatewayUrl.TryParseResumeUrl(text, out var url), Is.False);
        Assert.That(url, Is.Null);
    }

    [Test]
    public void Resume_url_of_any_characters_never_throws()
    {
        var seed = TestContext.CurrentContext.Random.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 20_000; i++)
        {
            const string alphabet = "ws:/?#@[]%.-0aé\0\n \ud800😀";
            var text = (random.Next(2) == 0 ? "wss://" : "") + string.Create(random.Next(30), random, (span, r) =>
            {
                for (var j = 0; j < span.Length; j++)
                {
                    span[j] = alphabet[r.Next(alphabet.Length)];
                }
            });
            if (GatewayUrl.TryParseResumeUrl(text, out var url))
            {
                Assert.That(() => GatewayUrl.Build(url), Throws.Nothing, text);
            }
        }
    }

    [Test]
    public void Resume_url_too_long_is_refused() =>
        Assert.That(GatewayUrl.TryParseResumeUrl("wss://host/" + new string('a', 100_000), out _), Is.False);

    [TestCase("wss://base", "wss://resume", true)]
    [TestCase("wss://base", "ws://resume", false)]
    [TestCase("ws://base", "ws://resume", true)]
    [TestCase("ws://base", "wss://resume", true)]
    public void Resume_url_never_gives_up_encryption(string baseUrl, string resumeUrl, bool accepted) =>
        Assert.That(GatewayUrl.TryParseResumeUrl(resumeUrl, new Uri(baseUrl), out _), Is.EqualTo(accepted));

    private static GatewayCompression Named(string name) => GatewayCompression.All.Single(c => c.Name == name);
}
