using System.Text.Json;
using Gateway.Simulator.Server;

namespace Gateway.Simulator.Commands;

/// <summary>What a connection must be for an opcode to be welcome.</summary>
internal enum CommandNeeds
{
    Nothing,
    NoSession,
    Session,
}

/// <summary>What the server does with one opcode.</summary>
internal interface ICommand
{
    int Opcode { get; }

    CommandNeeds Needs { get; }

    /// <summary>Does it. False, and nothing done, when the body fails validation.</summary>
    bool Run(ClientConnection connection, JsonElement body, TimeSpan now);
}
