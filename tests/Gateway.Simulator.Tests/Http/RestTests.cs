using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Simulator.Hosting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Http;

/// <summary>The calls that libraries make, over a real socket.</summary>
[TestFixture]
[Category("Sockets")]
public sealed class RestTests
{
    private const string BotId = "900000000000000001";
    private const string SecondBotId = "900000000000000002";

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private SimulatorHost _host = null!;
    private ulong _guild;

    [SetUp]
    public async Task StartAsync()
    {
        _host = await SimulatorHost.StartAsync(new SimulatorHostOptions
        {
            Server = new GatewayServerOptions { Tokens = ["sim-token", "second"], IdentifyWindow = TimeSpan.Zero, MembersPerGuild = 40 },
        });
        _guild = _host.Server.GuildsOf(new ShardKey(0, 1))[0];
    }

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [Test]
    public async Task The_bot_finds_itself_under_every_prefix([Values("", "/api", "/api/v9", "/api/v10")] string prefix)
    {
        var user = await ReadAsync("GET", $"{prefix}/users/@me", HttpStatusCode.OK);

        Assert.That(user.GetProperty("id").GetString(), Is.EqualTo(BotId));
        Assert.That(user.GetProperty("bot").GetBoolean(), Is.True);
        Assert.That((await ReadAsync("GET", $"{prefix}/users/@me", HttpStatusCode.OK, token: "second")).GetProperty("id").GetString(), Is.EqualTo(SecondBotId));
        Assert.That((await ReadAsync("GET", $"{prefix}/gateway", HttpStatusCode.OK, token: null)).GetProperty("url").GetString(), Is.Not.Empty);
    }

    [TestCase("/applications/@me")]
    [TestCase("/oauth2/applications/@me")]
    public async Task The_application_has_its_bot_and_an_owner(string path)
    {
        var application = await ReadAsync("GET", path, HttpStatusCode.OK);

        Assert.That(application.GetProperty("id").GetString(), Is.EqualTo(BotId));
        Assert.That(application.GetProperty("bot").GetProperty("id").GetString(), Is.EqualTo(BotId));
        Assert.That(application.GetProperty("owner").GetProperty("username").GetString(), Is.Not.Empty);
        Assert.That(application.GetProperty("verify_key").GetString(), Has.Length.EqualTo(64));
        Assert.That(application.EnumerateObject().Select(p => p.Name), Is.SupersetOf(
            new[] { "name", "icon", "description", "bot_public", "bot_require_code_grant", "team", "flags", "approximate_guild_count" }));
    }

    [Test]
    public async Task Own_guilds_come_in_pages()
    {
        var all = await ReadAsync("GET", "/users/@me/guilds", HttpStatusCode.OK);
        Assert.That(all.EnumerateArray().Select(Id), Is.EqualTo(_host.Server.GuildsOf(new ShardKey(0, 1)).Select(g => $"{g}")));
        var page = await ReadAsync("GET", $"/users/@me/guilds?limit=2&after={Id(all[3])}", HttpStatusCode.OK);
        Assert.That(page.EnumerateArray().Select(Id), Is.EqualTo(new[] { Id(all[4]), Id(all[5]) }));
        await ReadAsync("GET", "/users/@me/guilds?limit=201", HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_guild_is_what_GUILD_CREATE_says_of_it()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl, intents: 1);
        var created = (await client.NextAsync("GUILD_CREATE", d => Id(d) == $"{_guild}")).D;
        var guild = await ReadAsync("GET", $"/api/v10/guilds/{_guild}", HttpStatusCode.OK);
        foreach (var field in guild.EnumerateObject())
        {
            Assert.That(created.GetProperty(field.Name).GetRawText(), Is.EqualTo(field.Value.GetRawText()), field.Name);
        }

        var channels = await ReadAsync("GET", $"/api/v10/guilds/{_guild}/channels", HttpStatusCode.OK);
        Assert.That(channels.EnumerateArray().Select(Id), Is.EqualTo(created.GetProperty("channels").EnumerateArray().Select(Id)));
        var channel = await ReadAsync("GET", $"/api/v10/channels/{Id(channels[1])}", HttpStatusCode.OK);
        Assert.That(channel.GetRawText(), Is.EqualTo(channels[1].GetRawText()));
        Assert.That(channel.GetProperty("guild_id").GetString(), Is.EqualTo($"{_guild}"));
        var thread = await ReadAsync("GET", $"/api/v10/channels/{Id(created.GetProperty("threads")[0])}", HttpStatusCode.OK);
        Assert.That(thread.GetProperty("type").GetInt32(), Is.EqualTo(11));
        var roles = await ReadAsync("GET", $"/api/v10/guilds/{_guild}/roles", HttpStatusCode.OK);
        Assert.That(roles.GetRawText(), Is.EqualTo(created.GetProperty("roles").GetRawText()));
    }

    [Test]
    public async Task Members_and_users_are_found_by_id()
    {
        var members = await ReadAsync("GET", $"/guilds/{_guild}/members?limit=1000", HttpStatusCode.OK);
        Assert.That(members.GetArrayLength(), Is.EqualTo(40));
        var id = Id(members[5].GetProperty("user"));
        var member = await ReadAsync("GET", $"/guilds/{_guild}/members/{id}", HttpStatusCode.OK);
        Assert.That(member.GetRawText(), Is.EqualTo(members[5].GetRawText()));
        var user = await ReadAsync("GET", $"/users/{id}", HttpStatusCode.OK);
        Assert.That(user.GetRawText(), Is.EqualTo(members[5].GetProperty("user").GetRawText()));
    }

    [TestCase("GET", "/guilds/5", 10004)]
    [TestCase("GET", "/guilds/5/channels", 10004)]
    [TestCase("GET", "/channels/5", 10003)]
    [TestCase("POST", "/channels/5/messages", 10003)]
    [TestCase("GET", "/users/5", 10013)]
    [TestCase("GET", "/applications/5/commands", 10002)]
    [TestCase("GET", "/applications/900000000000000001/guilds/5/commands", 10004)]
    public async Task What_is_not_there_is_404_with_its_code(string method, string path, int code)
        => Assert.That((await ReadAsync(method, path, HttpStatusCode.NotFound, body: method == "POST" ? "{}" : null)).GetProperty("code").GetInt32(), Is.EqualTo(code));

    [Test]
    public async Task A_member_of_elsewhere_is_unknown()
        => Assert.That((await ReadAsync("GET", $"/guilds/{_guild}/members/5", HttpStatusCode.NotFound)).GetProperty("code").GetInt32(), Is.EqualTo(10007));

    [TestCase("/nothing")]
    [TestCase("/api/v10/users/@you")]
    [TestCase("/api/v11/users/@me")]
    [TestCase("/api/v10/users/@me/guilds/more")]
    public async Task An_unknown_path_is_404(string path)
        => Assert.That((await ReadAsync("GET", path, HttpStatusCode.NotFound)).GetRawText(), Is.EqualTo("""{"message":"404: Not Found","code":0}"""));

    [TestCase("DELETE", "/users/@me")]
    [TestCase("POST", "/gateway")]
    [TestCase("PUT", "/api/v10/gateway/bot")]
    public async Task A_wrong_method_is_405(string method, string path)
        => Assert.That((await ReadAsync(method, path, HttpStatusCode.MethodNotAllowed)).GetRawText(), Is.EqualTo("""{"message":"405: Method Not Allowed","code":0}"""));

    [TestCase(null)]
    [TestCase("wrong")]
    public async Task A_bad_token_is_401(string? token)
        => Assert.That((await ReadAsync("GET", "/users/@me", HttpStatusCode.Unauthorized, token: token)).GetRawText(), Is.EqualTo("""{"message":"401: Unauthorized","code":0}"""));

    [Test]
    public async Task A_token_without_the_word_before_it_is_401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_host.HttpBaseUrl, "/users/@me"));
        request.Headers.TryAddWithoutValidation("Authorization", "sim-token");
        using var response = await Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task A_message_is_answered_and_dispatched_to_every_bot_that_asks_for_it()
    {
        using var sender = await SocketClient.ReadyAsync(_host.GatewayUrl, intents: 512);
        using var other = await SocketClient.ReadyAsync(_host.GatewayUrl, intents: 512, token: "second");
        var channel = _guild + 1;
        var sent = await ReadAsync("POST", $"/api/v10/channels/{channel}/messages", HttpStatusCode.OK,
            $$$"""{"content":"hello <@{{{SecondBotId}}}> é\n🔥","nonce":"n-1","embeds":[{"title":"t"}],"message_reference":{"message_id":"77"}}""");
        Assert.That(sent.GetProperty("content").GetString(), Is.EqualTo($"hello <@{SecondBotId}> é\n🔥"));
        Assert.That(sent.GetProperty("nonce").GetString(), Is.EqualTo("n-1"));
        Assert.That(sent.GetProperty("author").GetProperty("id").GetString(), Is.EqualTo(BotId));
        Assert.That(sent.GetProperty("embeds")[0].GetProperty("title").GetString(), Is.EqualTo("t"));
        Assert.That(sent.GetProperty("message_reference").GetProperty("message_id").GetString(), Is.EqualTo("77"));
        Assert.That(sent.GetProperty("type").GetInt32(), Is.EqualTo(19));
        Assert.That(sent.TryGetProperty("guild_id", out _), Is.False, "Only the event has it.");

        foreach (var client in (SocketClient[])[sender, other])
        {
            var got = (await client.NextAsync("MESSAGE_CREATE", d => Id(d) == Id(sent))).D;
            Assert.That(got.GetProperty("guild_id").GetString(), Is.EqualTo($"{_guild}"));
            Assert.That(got.GetProperty("channel_id").GetString(), Is.EqualTo($"{channel}"));
            Assert.That(got.GetProperty("content").GetString(), Is.EqualTo(sent.GetProperty("content").GetString()), "Its own, or one that mentions it.");
            Assert.That(got.GetProperty("mentions")[0].GetProperty("id").GetString(), Is.EqualTo(SecondBotId));
        }
    }

    [Test]
    public async Task A_message_without_a_mention_is_empty_for_other_bots_without_the_intent()
    {
        using var other = await SocketClient.ReadyAsync(_host.GatewayUrl, intents: 512, token: "second");
        var sent = await ReadAsync("POST", $"/channels/{_guild + 1}/messages", HttpStatusCode.OK, """{"content":"hello"}""");

        Assert.That((await other.NextAsync("MESSAGE_CREATE", d => Id(d) == Id(sent))).D.GetProperty("content").GetString(), Is.Empty);
        Assert.That(sent.TryGetProperty("nonce", out _), Is.False);
    }

    [Test]
    public async Task A_direct_message_has_no_guild()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl, intents: 4096);
        var channel = await ReadAsync("POST", "/users/@me/channels", HttpStatusCode.OK, """{"recipient_id":"700000000000000003"}""");
        Assert.That(channel.GetProperty("type").GetInt32(), Is.EqualTo(1));
        Assert.That((await ReadAsync("GET", $"/channels/{Id(channel)}", HttpStatusCode.OK)).GetRawText(), Is.EqualTo(channel.GetRawText()));
        var sent = await ReadAsync("POST", $"/channels/{Id(channel)}/messages", HttpStatusCode.OK, """{"content":"hello","nonce":5}""");
        var got = (await client.NextAsync("MESSAGE_CREATE", d => Id(d) == Id(sent))).D;

        Assert.That(got.TryGetProperty("guild_id", out _), Is.False);
        Assert.That(got.GetProperty("content").GetString(), Is.EqualTo("hello"));
        Assert.That(got.GetProperty("nonce").GetInt32(), Is.EqualTo(5));
    }

    [Test]
    public async Task Typing_and_deleting_make_their_events()
    {
        using var client = await SocketClient.ReadyAsync(_host.GatewayUrl, intents: 512 | 2048);
        await SendAsync("POST", $"/channels/{_guild + 1}/typing", HttpStatusCode.NoContent);
        await SendAsync("DELETE", $"/channels/{_guild + 1}/messages/77", HttpStatusCode.NoContent);

        Assert.That((await client.NextAsync("TYPING_START", _ => true)).D.GetProperty("user_id").GetString(), Is.EqualTo(BotId));
        Assert.That(Id((await client.NextAsync("MESSAGE_DELETE", _ => true)).D), Is.EqualTo("77"));
    }

    [TestCase("{", 50109)]
    [TestCase("", 50035)]
    [TestCase("[]", 50035)]
    [TestCase("{}", 50006)]
    [TestCase("""{"content":""}""", 50006)]
    [TestCase("""{"content":5}""", 50035)]
    [TestCase("""{"content":"a","embeds":{}}""", 50035)]
    [TestCase("""{"content":"a","nonce":"12345678901234567890123456"}""", 50035)]
    [TestCase("""{"content":"a","nonce":true}""", 50035)]
    public async Task A_message_that_is_none_is_400_with_its_code(string body, int code)
        => Assert.That((await ReadAsync("POST", $"/channels/{_guild + 1}/messages", HttpStatusCode.BadRequest, body)).GetProperty("code").GetInt32(), Is.EqualTo(code));

    [TestCase(2000, HttpStatusCode.OK)]
    [TestCase(2001, HttpStatusCode.BadRequest)]
    public async Task Content_has_2000_characters_at_most(int length, HttpStatusCode status)
        => await ReadAsync("POST", $"/channels/{_guild + 1}/messages", status, $$"""{"content":"{{new string('a', length)}}"}""");

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_body_beyond_1_MiB_is_413(bool tellsItsLength)
    {
        using var request = Request("POST", $"/channels/{_guild + 1}/messages", "sim-token");
        var content = Encoding.UTF8.GetBytes($$"""{"content":"a","x":"{{new string('x', 1 << 20)}}"}""");
        request.Content = new ByteArrayContent(content);
        request.Headers.TransferEncodingChunked = tellsItsLength ? null : true;
        using var response = await Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
    }

    [Test]
    public async Task A_category_takes_no_messages()
        => Assert.That((await ReadAsync("POST", $"/channels/{_guild + 3}/messages", HttpStatusCode.BadRequest, """{"content":"a"}""")).GetProperty("code").GetInt32(), Is.EqualTo(50008));

    [Test]
    public async Task Commands_are_kept_with_an_id_for_all_guilds_and_for_one([Values] bool ofGuild)
    {
        var path = ofGuild ? $"/api/v10/applications/{BotId}/guilds/{_guild}/commands" : $"/api/v10/applications/{BotId}/commands";
        Assert.That((await ReadAsync("GET", path, HttpStatusCode.OK)).GetArrayLength(), Is.Zero);
        var put = await ReadAsync("PUT", path, HttpStatusCode.OK, """[{"name":"one","description":"first"},{"name":"two","type":2}]""");
        Assert.That(put.EnumerateArray().Select(c => c.GetProperty("name").GetString()), Is.EqualTo(new[] { "one", "two" }));
        Assert.That(put.EnumerateArray().Select(Id), Is.Unique);
        Assert.That(put[0].GetProperty("type").GetInt32(), Is.EqualTo(1));
        Assert.That(put[0].GetProperty("application_id").GetString(), Is.EqualTo(BotId));
        Assert.That(put[0].TryGetProperty("guild_id", out _), Is.EqualTo(ofGuild));

        var again = await ReadAsync("PUT", path, HttpStatusCode.OK, """[{"name":"one","description":"changed"}]""");
        Assert.That(Id(again[0]), Is.EqualTo(Id(put[0])), "The name keeps its id.");
        await ReadAsync("POST", path, HttpStatusCode.Created, """{"name":"three","description":"d"}""");
        await ReadAsync("POST", path, HttpStatusCode.OK, """{"name":"three","description":"e"}""");
        var listed = await ReadAsync("GET", path, HttpStatusCode.OK);
        Assert.That(listed.EnumerateArray().Select(c => c.GetProperty("description").GetString()), Is.EqualTo(new[] { "changed", "e" }));
        await ReadAsync("PUT", path, HttpStatusCode.BadRequest, """{"name":"one"}""");
        await ReadAsync("PUT", path, HttpStatusCode.BadRequest, "[{}]");
    }

    [TestCase("", HttpStatusCode.NoContent)]
    [TestCase("?with_response=true", HttpStatusCode.OK)]
    public async Task An_interaction_is_answered_without_a_token(string query, HttpStatusCode status)
    {
        var path = $"/api/v10/interactions/1400000000000000009/abcdef/callback{query}";
        var text = await SendAsync("POST", path, status, """{"type":4,"data":{"content":"pong"}}""", token: null);
        if (status == HttpStatusCode.OK)
        {
            var message = JsonElement.Parse(text).GetProperty("resource").GetProperty("message");
            Assert.That(message.GetProperty("content").GetString(), Is.EqualTo("pong"));
        }

        await SendAsync("POST", path, HttpStatusCode.BadRequest, "{}", token: null);
    }

    private static string Id(JsonElement value) => value.GetProperty("id").GetString()!;

    private async Task<JsonElement> ReadAsync(string method, string path, HttpStatusCode status, string? body = null, string? token = "sim-token")
        => JsonElement.Parse(await SendAsync(method, path, status, body, token));

    private async Task<string> SendAsync(string method, string path, HttpStatusCode status, string? body = null, string? token = "sim-token")
    {
        using var request = Request(method, path, token);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        return text;
    }

    private HttpRequestMessage Request(string method, string path, string? token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_host.HttpBaseUrl, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bot", token);
        return request;
    }
}
