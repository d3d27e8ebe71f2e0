namespace Gateway.Simulator.World;

/// <summary>What a guild has one of, besides channels, roles and emojis.</summary>
internal enum GuildThing
{
    Sticker = 0,
    Sound = 1,
    ScheduledEvent = 2,
    AutoModerationRule = 3,
    Integration = 4,
    StageInstance = 5,
    AuditLogEntry = 6,
    Message = 7,
    Attachment = 8,
    Entitlement = 9,
    Command = 10,
}
