using System.IO.Compression;
using System.Text;
using Gateway.Simulator.Accounting;
using Gateway.Simulator.Tests.Support;

namespace Gateway.Simulator.Tests.Server;

/// <summary>
/// PROTOCOL §15, row by row: what comes in, and what the server does. The rows with a setting come once for each of
/// its values.
/// </summary>
[TestFixture]
public sealed class ValidationMatrixTests
{
    private const string Properties = "\"properties\":{\"os\":\"linux\",\"browser\":\"x\",\"device\":\"x\"}";

    private static readonly GatewayServerOptions Default = new() { GuildCount = 2 };

    private static IEnumerable<TestCaseData> Rows() =>
    [
        // Before the opcode is known.
        Row("a frame over 4096 bytes: 4002", w => w.Ready().Say("{\"op\":1,\"d\":null}".PadRight(4097)).CloseCode, 4002),
        Row("a frame of 4096 bytes: served", w => w.Ready().Say("{\"op\":1,\"d\":null}".PadRight(4096)).Last.Op, 11),
        Row("invalid JSON: 4002", w => w.Ready().Say("{\"op\":1,").CloseCode, 4002),
        Row("no map: 4002", w => w.Ready().Say("[1,null]").CloseCode, 4002),
        Row("compressed: 4002", w => w.Ready().SayBytes(Deflate("{\"op\":1,\"d\":null}")).CloseCode, 4002),
        Row("invalid ETF: 4002", w => w.Dial("/?v=10&encoding=etf").SayBytes([0x83, 0x74, 0, 0]).CloseCode, 4002),
        Row("ETF atom keys: 4002", w => w.Dial("/?v=10&encoding=etf").SayBytes(Convert.FromHexString("8374000000026400026f7061016400016473036e696c")).CloseCode, 4002),
        Row("ETF binary keys: served", w => w.Dial("/?v=10&encoding=etf").SayBytes(Convert.FromHexString("8374000000026d000000026f7061016d000000016473036e696c")).Messages.Count, 2),
        Row("op missing: 4002", w => w.Ready().Say("{\"d\":null}").CloseCode, 4002),
        Row("op missing, by setting: 4001", w => w.Ready().Say("{\"d\":null}").CloseCode, 4001, Default with { MissingOpcodeCloseCode = 4001 }),
        Row("op no integer: 4002", w => w.Ready().Say("{\"op\":\"1\",\"d\":null}").CloseCode, 4002),
        Row("op no integer, by setting: 4001", w => w.Ready().Say("{\"op\":1.5,\"d\":null}").CloseCode, 4001, Default with { MissingOpcodeCloseCode = 4001 }),
        .. new[] { -1, 0, 5, 7, 9, 10, 11, 12, 40, 99 }.Select(op => Row($"op {op}: 4001", w => w.Ready().Say($$"""{"op":{{op}},"d":null}""").CloseCode, 4001)),

        // State and rate come before the body.
        .. new[] { 3, 4, 8, 31, 43 }.Select(op => Row($"op {op} before Identify: 4003", w => w.Dial().Say($$"""{"op":{{op}},"d":7}""").CloseCode, 4003)),
        .. new[] { 3, 4, 8, 31, 43 }.Select(op => Row($"op {op} after op 9: 4003", w => AfterOp9(w).Say($$"""{"op":{{op}},"d":7}""").CloseCode, 4003)),
        Row("120 payloads in 60 s: served", w => Repeat(w.Dial(), Wording.Heartbeat(null), 120).CloseCode, null),
        Row("the 121st payload in 60 s: 4008", w => Repeat(w.Dial(), Wording.Heartbeat(null), 121).CloseCode, 4008),
        Row("the 121st payload is judged before its body: 4008", w => Repeat(w.Ready(), Wording.Heartbeat(null), 119).Say("""{"op":3,"d":7}""").CloseCode, 4008),

        // Op 1.
        Row("op 1 before Identify: op 11", w => w.Dial().Say(Wording.Heartbeat(null)).Last.Op, 11),
        Row("op 1 with a number: op 11", w => w.Ready().Say(Wording.Heartbeat(1)).Last.Op, 11),
        Row("op 1 with null: op 11", w => w.Ready().Say(Wording.Heartbeat(null)).Last.Op, 11),
        Row("op 1 beyond the last sequence: op 11", w => w.Ready().Say(Wording.Heartbeat(99_999)).Last.Op, 11),
        .. new[] { "\"1\"", "true", "[]", "{}", "1.5" }.Select(d => Row($"op 1 with {d}: 4001", w => w.Ready().Say($$"""{"op":1,"d":{{d}}}""").CloseCode, 4001)),

        // Op 2, the body.
        Identify("without token: 4001", $$"""{"intents":1,{{Properties}}}""", 4001),
        Identify("token of a wrong type: 4001", $$"""{"token":7,"intents":1,{{Properties}}}""", 4001),
        Identify("without properties: 4001", """{"token":"sim-token","intents":1}""", 4001),
        Identify("properties of a wrong type: 4001", """{"token":"sim-token","intents":1,"properties":"linux"}""", 4001),
        Identify("large_threshold of a wrong type: 4001", $$"""{"token":"sim-token","intents":1,"large_threshold":"50",{{Properties}}}""", 4001),
        Identify("compress of a wrong type: 4001", $$"""{"token":"sim-token","intents":1,"compress":1,{{Properties}}}""", 4001),
        Identify("an invalid presence: 4001", $$"""{"token":"sim-token","intents":1,"presence":{"status":"away"},{{Properties}}}""", 4001),
        Identify("no object: 4001", "null", 4001),
        Identify("without intents: 4013", $$"""{"token":"sim-token",{{Properties}}}""", 4013),
        Identify("intents no integer: 4013", $$"""{"token":"sim-token","intents":"1",{{Properties}}}""", 4013),
        Identify("an unknown intent: 4013", $$"""{"token":"sim-token","intents":131072,{{Properties}}}""", 4013),
        Identify("an ungranted privileged intent: 4014", $$"""{"token":"sim-token","intents":2,{{Properties}}}""", 4014, Default with { PrivilegedIntents = 256 }),
        Identify("a wrong token: 4004", $$"""{"token":"nobody's","intents":1,{{Properties}}}""", 4004),
        .. new[] { "[1,1]", "[-1,1]", "[0,0]", "[0]", "[0,1,2]", "[0.5,1]", "[\"0\",\"1\"]", "\"0/1\"", "{}" }.Select(pair =>
            Identify($"shard {pair}: 4010", $$"""{"token":"sim-token","intents":1,"shard":{{pair}},{{Properties}}}""", 4010)),
        Row("Identify, more than 2500 guilds on the shard: 4011", w => w.Dial().Say(Wording.Identify(0, 2, intents: 0)).CloseCode, 4011, Default with { GuildCount = 5002 }),
        Row("Identify, 2500 guilds on the shard: served", w => w.Dial().Say(Wording.Identify(0, 2, intents: 0)).CloseCode, null, Default with { GuildCount = 5000 }),

        // Op 2, the limits.
        Row("Identify, bucket used: op 9 false, socket open", w => Told(AfterOp9(w)), "op 9 false, open"),
        Row("Identify, bucket used, answer delayed", w => Late(w), "nothing, op 9 false, open", Default with { IdentifyRefusalDelay = TimeSpan.FromSeconds(3) }),
        Row("Identify, bucket used, then closed", w => Told(AfterOp9(w)), "op 9 false, 4000", Default with { IdentifyRefusalCloseCode = 4000 }),
        Row("Identify, remaining 0: all sessions end, 4004, another token", Overdrawn, "4004 4004 IdentifyBudget, other token True", Default with { IdentifyTotal = 1, IdentifyWindow = TimeSpan.Zero }),
        Row("Identify, remaining 0, by setting: the others 4003", Overdrawn, "4003 4004 IdentifyBudget, other token True", Default with { IdentifyTotal = 1, IdentifyWindow = TimeSpan.Zero, BudgetCloseCode = 4003 }),
        Row("a second Identify: 4005", w => w.Ready().Say(Wording.Identify()).CloseCode, 4005),
        Row("a Resume after Identify: 4005", w => w.Ready().Say(Wording.Resume("x", 1)).CloseCode, 4005),
        Row("Identify after a Resume: 4005", w => w.Resume(w.Ready().Close(4000)).Say(Wording.Identify()).CloseCode, 4005),

        // Op 6.
        Row("Resume, unknown session: op 9 false, socket open", w => Told(w.Dial().Say(Wording.Resume("nobody", 1))), "op 9 false, open"),
        Row("Resume, expired session: op 9 false, socket open", w => Told(w.Resume(Expired(w))), "op 9 false, open"),
        Row("Resume, closed with 1000: op 9 false, socket open", w => Told(w.Resume(w.Ready().Close(1000))), "op 9 false, open"),
        Row("Resume, closed with 1001: op 9 false, socket open", w => Told(w.Resume(w.Ready().Close(1001))), "op 9 false, open"),
        Row("Resume, closed with 4000: RESUMED", w => w.Resume(w.Ready().Close(4000)).Last.T, "RESUMED"),
        Row("Resume, session of another token: op 9 false", w => Told(w.Dial().Say(Wording.Resume(w.Ready().Close(4000).SessionId, 1, "other"))), "op 9 false, open", Default with { Tokens = ["sim-token", "other"] }),
        Row("Resume, seq beyond the last: 4007", w => w.Resume(w.Ready().Close(4000), 999).CloseCode, 4007),
        Row("Resume, seq older than the buffer: op 9 false", w => Told(Outlived(w)), "op 9 false, open", Default with { ReplayCapacity = 1 }),
        Row("Resume, seq older than the buffer, by setting: 4007", w => Outlived(w).CloseCode, 4007, Default with { ReplayCapacity = 1, CloseOnOldSequence = true }),
        .. new[] { """{"session_id":"x","seq":1}""", """{"token":"sim-token","seq":1}""", """{"token":"sim-token","session_id":"x"}""", """{"token":"sim-token","session_id":"x","seq":"1"}""", "null" }
            .Select(d => Row($"Resume with {d}: 4001", w => w.Dial().Say($$"""{"op":6,"d":{{d}}}""").CloseCode, 4001)),
        Row("Identify before Hello: accepted", w => BeforeHello(w).Say(Wording.Identify(intents: 0)).Last.T, "READY"),
        Row("Resume before Hello: accepted", w => BeforeHello(w, out var session).Say(Wording.Resume(session, 1)).Last.T, "RESUMED"),

        // Commands.
        Presence("without since", """{"activities":[],"status":"online","afk":false}"""),
        Presence("without activities", """{"since":null,"status":"online","afk":false}"""),
        Presence("null activities", """{"since":null,"activities":null,"status":"online","afk":false}"""),
        Presence("without status", """{"since":null,"activities":[],"afk":false}"""),
        Row("op 3, the sixth in 20 s: ignored", w => Repeat(w.Ready(), Wording.Presence, 6).CloseCode, null),
        Row("op 8 with neither query nor user_ids: 4001", w => w.Ready().Say($$"""{"op":8,"d":{"guild_id":"{{Guild(w)}}","limit":0} }""").CloseCode, 4001),
        Row("op 8, query without limit: 4001", w => w.Ready().Say($$"""{"op":8,"d":{"guild_id":"{{Guild(w)}}","query":""} }""").CloseCode, 4001),
        Ignored("op 4", """{"op":4,"d":{"guild_id":"1","channel_id":null,"self_mute":false,"self_deaf":false}}"""),
        Ignored("op 8", """{"op":8,"d":{"guild_id":"1","query":"","limit":0}}"""),
        Ignored("op 31", """{"op":31,"d":{"guild_ids":["1"]}}"""),
        Ignored("op 43", """{"op":43,"d":{"guild_id":"1","fields":["status"]}}"""),

        // Silence, closes, and the URL.
        Row("silent for 1.5 intervals: 1000, session kept", Silent, "1000, session kept"),
        Row("silent for 1.5 intervals, by setting: 4009", w => Silent(w)[..4], "4009", Default with { HeartbeatCloseCode = 4009 }),
        Row("no Identify: open for ever", w => NeverIdentified(w, TimeSpan.FromMinutes(59)), null, Default with { SuperviseHeartbeats = false }),
        Row("no Identify for 60 s, by setting: 4003", w => NeverIdentified(w, TimeSpan.FromSeconds(60)), 4003, Default with { IdentifyTimeout = TimeSpan.FromSeconds(60) }),
        Row("the client closes with 1000: session destroyed", w => w.Session(w.Ready().Close(1000)).EndedBy, SessionEndedBy.Client),
        Row("the client closes with 1001: session destroyed", w => w.Session(w.Ready().Close(1001)).EndedBy, SessionEndedBy.Client),
        Row("the client closes without a code: session kept", w => w.Session(w.Ready().Close(null)).EndedBy, SessionEndedBy.None),
        Row("a wrong v: 4012", w => w.Dial("/?v=5&encoding=json").CloseCode, 4012),
        Row("no v: 4012", w => w.Dial("/?encoding=json").CloseCode, 4012),
        Row("a wrong v, by setting: HTTP 400 at the upgrade", w => w.Dial("/?v=5").RefusalStatus, 400, Default with { RefuseVersionAtUpgrade = true }),
        Row("an unknown encoding: 4002", w => w.Dial("/?v=10&encoding=xml").CloseCode, 4002),
        Row("an unknown compression: 4002", w => w.Dial("/?v=10&encoding=json&compress=lzma").CloseCode, 4002),
    ];

    [TestCaseSource(nameof(Rows))]
    public void Each_row_has_its_outcome(Delegate act, object? outcome, GatewayServerOptions options)
    {
        using var world = new SimulatedWorld(options);

        Assert.That(((Func<SimulatedWorld, object?>)act)(world), Is.EqualTo(outcome));
    }

    private static TestCaseData Row(string name, Func<SimulatedWorld, object?> act, object? outcome, GatewayServerOptions? options = null)
        => new TestCaseData(act, outcome, options ?? Default).SetArgDisplayNames(name);

    private static TestCaseData Identify(string name, string d, int code, GatewayServerOptions? options = null)
        => Row("Identify, " + name, w => w.Dial().Say($$"""{"op":2,"d":{{d}}}""").CloseCode, code, options);

    private static TestCaseData Presence(string name, string d)
        => Row($"op 3, {name}: 4001", w => w.Ready().Say($$"""{"op":3,"d":{{d}}}""").CloseCode, 4001);

    private static TestCaseData Ignored(string name, string text) => Row($"{name} for a guild of no session: ignored", w =>
    {
        var client = w.Ready();
        var before = client.Messages.Count;
        return client.Say(text).IsClosed ? "closed" : client.Messages.Count - before;
    }, 0);

    private static ulong Guild(SimulatedWorld world) => world.Server.GuildsOf(new ShardKey(0, 1))[0];

    private static ScriptedClient Repeat(ScriptedClient client, string text, int times)
    {
        for (var i = 0; i < times; i++)
        {
            client.Say(text);
        }

        return client;
    }

    private static byte[] Deflate(string text)
    {
        using var bytes = new MemoryStream();
        using (var zlib = new ZLibStream(bytes, CompressionLevel.Optimal))
        {
            zlib.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    /// <summary>A connection whose Identify came too early.</summary>
    private static ScriptedClient AfterOp9(SimulatedWorld world)
    {
        world.Ready(0, 2);
        return world.Dial().Say(Wording.Identify(1, 2));
    }

    private static string Told(ScriptedClient client)
        => $"op {client.Last.Op} {client.Last.D.GetRawText()}, {(client.IsClosed ? client.CloseCode : "open")}";

    private static string Late(SimulatedWorld world)
    {
        var client = AfterOp9(world);
        world.Advance(TimeSpan.FromSeconds(2.9));
        var early = client.Last.Op == 10 ? "nothing" : "something";
        world.Advance(TimeSpan.FromSeconds(0.1));
        return $"{early}, {Told(client)}";
    }

    private static string Overdrawn(SimulatedWorld world)
    {
        var living = world.Ready(0, 2);
        var culprit = world.Dial().Say(Wording.Identify(1, 2));
        var other = world.Server.Tokens[0] is { } token && token != "sim-token"
            && world.Dial().Say(Wording.Identify(token: token, intents: 0)).Last.T == "READY";
        return $"{living.CloseCode} {culprit.CloseCode} {world.Session(living).EndCause}, other token {other}";
    }

    private static ScriptedClient Expired(SimulatedWorld world)
    {
        var client = world.Ready().Close(4000);
        world.Advance(TimeSpan.FromSeconds(120));
        return client;
    }

    private static ScriptedClient Outlived(SimulatedWorld world)
    {
        var client = world.Ready(intents: 0);
        world.Server.DispatchMessage(Target.All);
        world.Server.DispatchMessage(Target.All);
        return world.Resume(client.Close(4000), 1);
    }

    private static ScriptedClient BeforeHello(SimulatedWorld world)
    {
        world.Server.Faults.Rules.WithholdHello(1);
        return world.Dial();
    }

    private static ScriptedClient BeforeHello(SimulatedWorld world, out string session)
    {
        session = world.Ready(intents: 0).Close(4000).SessionId;
        return BeforeHello(world);
    }

    private static string Silent(SimulatedWorld world)
    {
        var client = world.Ready();
        world.Advance(TimeSpan.FromMilliseconds(41250 * 1.5));
        return $"{client.CloseCode}, session {(world.Session(client).EndedBy == SessionEndedBy.None ? "kept" : "ended")}";
    }

    private static int? NeverIdentified(SimulatedWorld world, TimeSpan wait)
    {
        var client = world.Dial();
        world.Advance(wait);
        return client.CloseCode;
    }
}
