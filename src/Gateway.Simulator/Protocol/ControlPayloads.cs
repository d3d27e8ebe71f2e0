using System.Globalization;
using System.Text;

namespace Gateway.Simulator.Protocol;

/// <summary>Everything the server sends that is not a dispatch, in the key order of production: t, s, op, d.</summary>
internal static class ControlPayloads
{
    public static readonly byte[] HeartbeatAck = "{\"t\":null,\"s\":null,\"op\":11,\"d\":null}"u8.ToArray();
    public static readonly byte[] HeartbeatRequest = "{\"t\":null,\"s\":null,\"op\":1,\"d\":null}"u8.ToArray();
    public static readonly byte[] Reconnect = "{\"t\":null,\"s\":null,\"op\":7,\"d\":null}"u8.ToArray();

    /// <summary>Cut in the middle, as a broken proxy would.</summary>
    public static readonly byte[] Malformed = "{\"t\":null,\"s\":null,\"op\":11,\"d\":"u8.ToArray();

    private const string HelloEnd = ""","_trace":["[\"gateway-sim\",{\"micros\":0.0}]"]}}""";

    public static byte[] Hello(TimeSpan heartbeatInterval) => Encoding.UTF8.GetBytes(
        "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":"
        + ((long)heartbeatInterval.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)
        + HelloEnd);

    /// <summary>Any opcode with any raw JSON as its body.</summary>
    public static byte[] Any(int op, string d) => Encoding.UTF8.GetBytes(
        "{\"t\":null,\"s\":null,\"op\":" + op.ToString(CultureInfo.InvariantCulture) + ",\"d\":" + d + "}");

    /// <param name="d">The raw JSON of the body: <c>true</c>, <c>false</c>, or whatever a fault wants it to be.</param>
    public static byte[] InvalidSession(string d)
        => Encoding.UTF8.GetBytes("{\"t\":null,\"s\":null,\"op\":9,\"d\":" + d + "}");
}
