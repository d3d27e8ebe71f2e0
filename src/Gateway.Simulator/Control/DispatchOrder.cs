using System.Text;
using System.Text.Json;
using Gateway.Simulator.Faults;
using Gateway.Simulator.Protocol;
using Gateway.Simulator.Traffic;

namespace Gateway.Simulator.Control;

/// <summary>The body of <c>POST /_sim/dispatch</c>.</summary>
internal sealed class DispatchOrder
{
    /// <summary>Dispatches in one order with a rate.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>The same without a rate: all of them are made before the answer.</summary>
    public const int MaxAtOnce = 100_000;

    private const string Message = "MESSAGE_CREATE";

    private readonly Func<GatewayServer, IReadOnlyList<DispatchReceipt>> _send;

    private DispatchOrder(Func<GatewayServer, IReadOnlyList<DispatchReceipt>> send, int count, double? rate)
    {
        _send = send;
        Count = count;
        Rate = rate;
    }

    public int Count { get; }

    /// <summary>Dispatches a second; null for all at once.</summary>
    public double? Rate { get; }

    /// <exception cref="ControlRefusal">A field is wrong.</exception>
    /// <exception cref="FaultOrderException">The target is wrong.</exception>
    public static DispatchOrder Read(JsonElement request)
    {
        var fields = new ControlFields(request, "", "event", "target", "body", "bytes", "count", "rate", "ignore_intents");
        var name = fields.Text("event", NamesAllowed) ?? throw fields.Bad("event", NamesAllowed);
        var rate = fields.Number("rate", 0.001, TrafficGenerator.MaxEventsPerSecond, "dispatches a second");
        var count = fields.Whole("count", 1, rate is null ? MaxAtOnce : MaxCount) ?? 1;
        return new DispatchOrder(Sender(fields, name), count, rate);
    }

    /// <summary>Makes the event once and sends it to whom it concerns.</summary>
    /// <exception cref="ControlRefusal">It cannot happen there.</exception>
    public IReadOnlyList<DispatchReceipt> Send(GatewayServer server) => _send(server);

    private static string NamesAllowed { get; } = "with a body, letters, digits and _; without one: " + string.Join(", ", GatewayServer.EventNames);

    private static Func<GatewayServer, IReadOnlyList<DispatchReceipt>> Sender(ControlFields fields, string name)
    {
        var body = fields.Raw("body") is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : null;
        if (fields.Whole("bytes", SamplePayloads.MinMessageBytes, SamplePayloads.MaxMessageBytes) is { } bytes)
        {
            var sessions = ReadSessions(fields);
            return name == Message && body is null
                ? server => server.DispatchMessage(sessions, bytes)
                : throw fields.Bad("bytes", $"with {Message} and without a body");
        }

        if (fields.Flag("ignore_intents") == true)
        {
            var sessions = ReadSessions(fields);
            RequireName(fields, name);
            return body is null ? throw fields.Bad("body", "the event's d, when intents are ignored") : server => server.Dispatch(sessions, name, body);
        }

        var to = fields.Raw("target")?.Get("guild") is { } guild && !guild.IsAbsent() ? ReadGuild(fields) : DispatchTo.Sessions(ReadSessions(fields));
        return server =>
        {
            try
            {
                return server.DispatchEvent(name, to, body);
            }
            catch (ArgumentException e)
            {
                throw ControlRefusal.BadField("event", name, $"{NamesAllowed}. {e.Message}");
            }
        };
    }

    /// <summary>As in a fault order, so that there is one way to name sessions.</summary>
    private static Target ReadSessions(ControlFields fields) => FaultTargets.Read(fields.Raw("target") ?? default);

    private static DispatchTo ReadGuild(ControlFields fields)
    {
        const string GuildId = "a guild id";
        var target = new ControlFields(fields.Raw("target")!.Value, "target.", "guild");
        return target.Raw("guild")!.Value.TrySnowflake(out var id) ? DispatchTo.Guild(id) : throw target.Bad("guild", GuildId);
    }

    private static void RequireName(ControlFields fields, string name)
    {
        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw fields.Bad("event", NamesAllowed);
        }
    }
}
