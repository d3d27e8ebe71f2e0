using Gateway.Core.Machine;

namespace Gateway.Core.Protocol;

/// <summary>Who sends an opcode.</summary>
[Flags]
public enum OpcodeDirection
{
    /// <summary>The gateway sends it.</summary>
    Received = 1,

    /// <summary>The client sends it.</summary>
    Sent = 2,
}

/// <summary>Which part of the send limit an opcode that we send belongs to.</summary>
public enum SendClass
{
    /// <summary>Not sent by a client.</summary>
    None,

    /// <summary>Scheduled heartbeats: they never wait.</summary>
    Heartbeat,

    /// <summary>Identify, Resume and answers to op 1: the reserve beside the heartbeats.</summary>
    Reserve,

    /// <summary>User commands: what the reserve leaves.</summary>
    Command,

    /// <summary>Presence updates: a command with a limit of its own, 5 in 20 s.</summary>
    Presence,
}

/// <summary>What a state does with a received opcode.</summary>
public enum FrameRule
{
    /// <summary>The state acts on it.</summary>
    Act,

    /// <summary>Harmless here: counted, nothing else happens.</summary>
    Ignore,

    /// <summary>Makes no sense here: counted like an undecodable payload, five in a row end the connection.</summary>
    Skip,

    /// <summary>The peer is confused: a new connection, and resume.</summary>
    Reconnect,
}

/// <summary>One row of the opcode table.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Direction">Who sends it.</param>
/// <param name="Class">Which part of the send limit it takes when we send it.</param>
/// <param name="Connecting">What is done with it before Hello.</param>
/// <param name="Connected">What Identifying, Resuming and Ready do with it.</param>
public sealed record OpcodeRow(
    GatewayOpcode Opcode, OpcodeDirection Direction, SendClass Class, FrameRule Connecting, FrameRule Connected);

/// <summary>The opcodes as data: direction, limiter class, and what each state does with it when received.</summary>
public static class OpcodeTable
{
    private const OpcodeDirection Both = OpcodeDirection.Received | OpcodeDirection.Sent;

    // A dispatch or a client's opcode before Hello, and a client's opcode at any time, is nonsense that a healthy
    // gateway never sends: Skip. A heartbeat request before Hello must not be answered (nothing is sent before Hello)
    // and an ACK nobody asked for does no harm: Ignore. A second Hello means that something between us and the gateway
    // has swapped the other end: Reconnect.
    private static readonly OpcodeRow[] Data =
    [
        new(GatewayOpcode.Dispatch, OpcodeDirection.Received, SendClass.None, FrameRule.Skip, FrameRule.Act),
        new(GatewayOpcode.Heartbeat, Both, SendClass.Heartbeat, FrameRule.Ignore, FrameRule.Act),
        new(GatewayOpcode.Identify, OpcodeDirection.Sent, SendClass.Reserve, FrameRule.Skip, FrameRule.Skip),
        new(GatewayOpcode.PresenceUpdate, OpcodeDirection.Sent, SendClass.Presence, FrameRule.Skip, FrameRule.Skip),
        new(GatewayOpcode.VoiceStateUpdate, OpcodeDirection.Sent, SendClass.Command, FrameRule.Skip, FrameRule.Skip),
        new(GatewayOpcode.Resume, OpcodeDirection.Sent, SendClass.Reserve, FrameRule.Skip, FrameRule.Skip),
        new(GatewayOpcode.Reconnect, OpcodeDirection.Received, SendClass.None, FrameRule.Act, FrameRule.Act),
        new(GatewayOpcode.RequestGuildMembers, OpcodeDirection.Sent, SendClass.Command, FrameRule.Skip, FrameRule.Skip),
        new(GatewayOpcode.InvalidSession, OpcodeDirection.Received, SendClass.None, FrameRule.Act, FrameRule.Act),
        new(GatewayOpcode.Hello, OpcodeDirection.Received, SendClass.None, FrameRule.Act, FrameRule.Reconnect),
        new(GatewayOpcode.HeartbeatAck, OpcodeDirection.Received, SendClass.None, FrameRule.Ignore, FrameRule.Act),
        new(GatewayOpcode.RequestSoundboardSounds, OpcodeDirection.Sent, SendClass.Command, FrameRule.Skip, FrameRule.Skip),
        new(GatewayOpcode.RequestChannelInfo, OpcodeDirection.Sent, SendClass.Command, FrameRule.Skip, FrameRule.Skip),
    ];

    private static readonly OpcodeRow?[] ByOpcode = Index();

    /// <summary>All rows, by opcode.</summary>
    public static IReadOnlyList<OpcodeRow> Rows => Data;

    /// <summary>The row of an opcode; null for one that nobody has documented for bots.</summary>
    public static OpcodeRow? Find(int opcode) =>
        (uint)opcode < (uint)ByOpcode.Length ? ByOpcode[opcode] : null;

    /// <summary>What a state does with a received opcode. Unknown opcodes are ignored: Discord adds them without notice.</summary>
    public static FrameRule RuleFor(ShardStateKind state, int opcode)
    {
        if (state == ShardStateKind.Closed || Find(opcode) is not { } row)
        {
            return FrameRule.Ignore;
        }

        return state == ShardStateKind.Connecting ? row.Connecting : row.Connected;
    }

    private static OpcodeRow?[] Index()
    {
        var index = new OpcodeRow?[Data.Max(r => (int)r.Opcode) + 1];
        foreach (var row in Data)
        {
            index[(int)row.Opcode] = row;
        }

        return index;
    }
}
