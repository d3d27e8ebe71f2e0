using System.Collections.Frozen;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>All opcodes that clients may send.</summary>
internal static class CommandTable
{
    public static FrozenDictionary<int, ICommand> Create(ServerState state) => new ICommand[]
    {
        new HeartbeatCommand(state),
        new IdentifyCommand(state),
        new ResumeCommand(state),
        new PresenceCommand(state),
        new VoiceStateCommand(state),
        new MembersCommand(state),
        new SoundboardCommand(state),
        new ChannelInfoCommand(state),
    }.ToFrozenDictionary(c => c.Opcode);
}
