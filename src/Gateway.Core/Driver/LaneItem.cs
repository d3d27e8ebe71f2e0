using Gateway.Core.Machine;

namespace Gateway.Core.Driver;

/// <summary>What is written to a socket: a heartbeat, an Identify or a Resume, a command, or the close frame.</summary>
internal sealed class LaneItem
{
    /// <summary>The bytes. Those of a heartbeat are there while it is written.</summary>
    public ReadOnlyMemory<byte> Payload { get; set; }

    /// <summary>Set for an Identify and a Resume.</summary>
    public SendPurpose? Purpose { get; init; }

    public PendingCommand? Command { get; init; }

    public (int Code, string Reason)? Close { get; init; }

    /// <summary>For the log.</summary>
    public string What => Purpose?.ToString() ?? Command?.Command.Opcode.ToString() ?? (Close is null ? "Heartbeat" : "close frame");
}
