namespace Gateway.Simulator.Tests.Wire;

/// <summary>The test vectors of the protocol reference: two messages, and what each compression makes of them.</summary>
internal static class Vectors
{
    public static ReadOnlySpan<byte> Hello => """{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}"""u8;

    public static ReadOnlySpan<byte> Ack => """{"t":null,"s":null,"op":11,"d":null}"""u8;

    /// <summary>Hello, ACK, ACK in one context.</summary>
    public static IReadOnlyList<string> ZlibStream { get; } =
    [
        "789caa562a51b2ca2bcdc9d1512a8631f20b94ac0c0d74945294acaa953252138b4a9252134be233f34a528bca127394ac4c0c8d4c0d6a6b01000000ffff",
        "aac6a5d710ac1724500b000000ffff",
        "22460d000000ffff",
    ];

    public const string ZlibPayloadAck = "789cab562a51b2ca2bcdc9d1512a8631f20b94ac0c0d7594522002b500ce640b32";

    /// <summary>Hello, ACK, ACK in one context.</summary>
    public static IReadOnlyList<string> ZstdStream { get; } =
    [
        "28b52ffd0040e001007b2274223a6e756c6c2c2273223a6e756c6c2c226f70223a31302c2264223a7b226865617274626561745f696e74657276616c223a34313235307d7d",
        "8c000058312c2264223a6e756c6c7d01007f5140",
        "3400000001000fa980",
    ];

    public const string EtfHello = "837400000004730164740000000173126865617274626561745f696e74657276616c620000a12273026f70610a73017373036e696c73017473036e696c";

    public const string EtfHeartbeat251 = "8374000000026d000000026f7061016d000000016461fb";

    public const string EtfHeartbeatNull = "8374000000026d000000026f7061016d000000016473036e696c";

    public const string EtfMap = "8374000000066d00000001616a6d00000001626c00000002610161026a6d00000001637304747275656d0000000166463ff80000000000006d000000016e6e040000286bee6d00000001736d00000002c3a9";

    public const string ZstdRawBlockAck = "2001007b2274223a6e756c6c2c2273223a6e756c6c2c226f70223a31312c2264223a6e756c6c7d";
}
