namespace Gateway.Core.Protocol;

/// <summary>The opcodes a bot can meet (Discord's Gateway v10, "Opcodes and Status Codes").</summary>
public enum GatewayOpcode
{
    /// <summary>An event. Received only.</summary>
    Dispatch = 0,

    /// <summary>Sent: keeps the connection alive. Received: a request to send one at once.</summary>
    Heartbeat = 1,

    /// <summary>Starts a session. Sent only.</summary>
    Identify = 2,

    /// <summary>Changes the presence. Sent only.</summary>
    PresenceUpdate = 3,

    /// <summary>Joins, moves between or leaves voice channels. Sent only.</summary>
    VoiceStateUpdate = 4,

    /// <summary>Continues a session. Sent only.</summary>
    Resume = 6,

    /// <summary>The server asks for a new connection. Received only.</summary>
    Reconnect = 7,

    /// <summary>Asks for members of a guild. Sent only.</summary>
    RequestGuildMembers = 8,

    /// <summary>The session is not valid. Received only.</summary>
    InvalidSession = 9,

    /// <summary>The first message of a connection, with the heartbeat interval. Received only.</summary>
    Hello = 10,

    /// <summary>Answers a heartbeat. Received only.</summary>
    HeartbeatAck = 11,

    /// <summary>Asks for soundboard sounds of guilds. Sent only.</summary>
    RequestSoundboardSounds = 31,

    /// <summary>Asks for facts about channels of a guild. Sent only.</summary>
    RequestChannelInfo = 43,
}
