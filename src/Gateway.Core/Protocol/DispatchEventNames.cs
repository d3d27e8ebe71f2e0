namespace Gateway.Core.Protocol;

/// <summary>The names of the 79 dispatch events, as they stand in <c>t</c> and in Discord's documentation.</summary>
public static class DispatchEventNames
{
    /// <summary>The event <c>READY</c>.</summary>
    public const string Ready = "READY";
    /// <summary>The event <c>RESUMED</c>.</summary>
    public const string Resumed = "RESUMED";
    /// <summary>The event <c>RATE_LIMITED</c>.</summary>
    public const string RateLimited = "RATE_LIMITED";
    /// <summary>The event <c>APPLICATION_COMMAND_PERMISSIONS_UPDATE</c>.</summary>
    public const string ApplicationCommandPermissionsUpdate = "APPLICATION_COMMAND_PERMISSIONS_UPDATE";
    /// <summary>The event <c>AUTO_MODERATION_RULE_CREATE</c>.</summary>
    public const string AutoModerationRuleCreate = "AUTO_MODERATION_RULE_CREATE";
    /// <summary>The event <c>AUTO_MODERATION_RULE_UPDATE</c>.</summary>
    public const string AutoModerationRuleUpdate = "AUTO_MODERATION_RULE_UPDATE";
    /// <summary>The event <c>AUTO_MODERATION_RULE_DELETE</c>.</summary>
    public const string AutoModerationRuleDelete = "AUTO_MODERATION_RULE_DELETE";
    /// <summary>The event <c>AUTO_MODERATION_ACTION_EXECUTION</c>.</summary>
    public const string AutoModerationActionExecution = "AUTO_MODERATION_ACTION_EXECUTION";
    /// <summary>The event <c>CHANNEL_CREATE</c>.</summary>
    public const string ChannelCreate = "CHANNEL_CREATE";
    /// <summary>The event <c>CHANNEL_UPDATE</c>.</summary>
    public const string ChannelUpdate = "CHANNEL_UPDATE";
    /// <summary>The event <c>CHANNEL_DELETE</c>.</summary>
    public const string ChannelDelete = "CHANNEL_DELETE";
    /// <summary>The event <c>CHANNEL_INFO</c>.</summary>
    public const string ChannelInfo = "CHANNEL_INFO";
    /// <summary>The event <c>CHANNEL_PINS_UPDATE</c>.</summary>
    public const string ChannelPinsUpdate = "CHANNEL_PINS_UPDATE";
    /// <summary>The event <c>THREAD_CREATE</c>.</summary>
    public const string ThreadCreate = "THREAD_CREATE";
    /// <summary>The event <c>THREAD_UPDATE</c>.</summary>
    public const string ThreadUpdate = "THREAD_UPDATE";
    /// <summary>The event <c>THREAD_DELETE</c>.</summary>
    public const string ThreadDelete = "THREAD_DELETE";
    /// <summary>The event <c>THREAD_LIST_SYNC</c>.</summary>
    public const string ThreadListSync = "THREAD_LIST_SYNC";
    /// <summary>The event <c>THREAD_MEMBER_UPDATE</c>.</summary>
    public const string ThreadMemberUpdate = "THREAD_MEMBER_UPDATE";
    /// <summary>The event <c>THREAD_MEMBERS_UPDATE</c>.</summary>
    public const string ThreadMembersUpdate = "THREAD_MEMBERS_UPDATE";
    /// <summary>The event <c>ENTITLEMENT_CREATE</c>.</summary>
    public const string EntitlementCreate = "ENTITLEMENT_CREATE";
    /// <summary>The event <c>ENTITLEMENT_UPDATE</c>.</summary>
    public const string EntitlementUpdate = "ENTITLEMENT_UPDATE";
    /// <summary>The event <c>ENTITLEMENT_DELETE</c>.</summary>
    public const string EntitlementDelete = "ENTITLEMENT_DELETE";
    /// <summary>The event <c>GUILD_CREATE</c>.</summary>
    public const string GuildCreate = "GUILD_CREATE";
    /// <summary>The event <c>GUILD_UPDATE</c>.</summary>
    public const string GuildUpdate = "GUILD_UPDATE";
    /// <summary>The event <c>GUILD_DELETE</c>.</summary>
    public const string GuildDelete = "GUILD_DELETE";
    /// <summary>The event <c>GUILD_AUDIT_LOG_ENTRY_CREATE</c>.</summary>
    public const string GuildAuditLogEntryCreate = "GUILD_AUDIT_LOG_ENTRY_CREATE";
    /// <summary>The event <c>GUILD_BAN_ADD</c>.</summary>
    public const string GuildBanAdd = "GUILD_BAN_ADD";
    /// <summary>The event <c>GUILD_BAN_REMOVE</c>.</summary>
    public const string GuildBanRemove = "GUILD_BAN_REMOVE";
    /// <summary>The event <c>GUILD_EMOJIS_UPDATE</c>.</summary>
    public const string GuildEmojisUpdate = "GUILD_EMOJIS_UPDATE";
    /// <summary>The event <c>GUILD_STICKERS_UPDATE</c>.</summary>
    public const string GuildStickersUpdate = "GUILD_STICKERS_UPDATE";
    /// <summary>The event <c>GUILD_INTEGRATIONS_UPDATE</c>.</summary>
    public const string GuildIntegrationsUpdate = "GUILD_INTEGRATIONS_UPDATE";
    /// <summary>The event <c>GUILD_MEMBER_ADD</c>.</summary>
    public const string GuildMemberAdd = "GUILD_MEMBER_ADD";
    /// <summary>The event <c>GUILD_MEMBER_REMOVE</c>.</summary>
    public const string GuildMemberRemove = "GUILD_MEMBER_REMOVE";
    /// <summary>The event <c>GUILD_MEMBER_UPDATE</c>.</summary>
    public const string GuildMemberUpdate = "GUILD_MEMBER_UPDATE";
    /// <summary>The event <c>GUILD_MEMBERS_CHUNK</c>.</summary>
    public const string GuildMembersChunk = "GUILD_MEMBERS_CHUNK";
    /// <summary>The event <c>GUILD_ROLE_CREATE</c>.</summary>
    public const string GuildRoleCreate = "GUILD_ROLE_CREATE";
    /// <summary>The event <c>GUILD_ROLE_UPDATE</c>.</summary>
    public const string GuildRoleUpdate = "GUILD_ROLE_UPDATE";
    /// <summary>The event <c>GUILD_ROLE_DELETE</c>.</summary>
    public const string GuildRoleDelete = "GUILD_ROLE_DELETE";
    /// <summary>The event <c>GUILD_SCHEDULED_EVENT_CREATE</c>.</summary>
    public const string GuildScheduledEventCreate = "GUILD_SCHEDULED_EVENT_CREATE";
    /// <summary>The event <c>GUILD_SCHEDULED_EVENT_UPDATE</c>.</summary>
    public const string GuildScheduledEventUpdate = "GUILD_SCHEDULED_EVENT_UPDATE";
    /// <summary>The event <c>GUILD_SCHEDULED_EVENT_DELETE</c>.</summary>
    public const string GuildScheduledEventDelete = "GUILD_SCHEDULED_EVENT_DELETE";
    /// <summary>The event <c>GUILD_SCHEDULED_EVENT_USER_ADD</c>.</summary>
    public const string GuildScheduledEventUserAdd = "GUILD_SCHEDULED_EVENT_USER_ADD";
    /// <summary>The event <c>GUILD_SCHEDULED_EVENT_USER_REMOVE</c>.</summary>
    public const string GuildScheduledEventUserRemove = "GUILD_SCHEDULED_EVENT_USER_REMOVE";
    /// <summary>The event <c>GUILD_SOUNDBOARD_SOUND_CREATE</c>.</summary>
    public const string GuildSoundboardSoundCreate = "GUILD_SOUNDBOARD_SOUND_CREATE";
    /// <summary>The event <c>GUILD_SOUNDBOARD_SOUND_UPDATE</c>.</summary>
    public const string GuildSoundboardSoundUpdate = "GUILD_SOUNDBOARD_SOUND_UPDATE";
    /// <summary>The event <c>GUILD_SOUNDBOARD_SOUND_DELETE</c>.</summary>
    public const string GuildSoundboardSoundDelete = "GUILD_SOUNDBOARD_SOUND_DELETE";
    /// <summary>The event <c>GUILD_SOUNDBOARD_SOUNDS_UPDATE</c>.</summary>
    public const string GuildSoundboardSoundsUpdate = "GUILD_SOUNDBOARD_SOUNDS_UPDATE";
    /// <summary>The event <c>SOUNDBOARD_SOUNDS</c>.</summary>
    public const string SoundboardSounds = "SOUNDBOARD_SOUNDS";
    /// <summary>The event <c>INTEGRATION_CREATE</c>.</summary>
    public const string IntegrationCreate = "INTEGRATION_CREATE";
    /// <summary>The event <c>INTEGRATION_UPDATE</c>.</summary>
    public const string IntegrationUpdate = "INTEGRATION_UPDATE";
    /// <summary>The event <c>INTEGRATION_DELETE</c>.</summary>
    public const string IntegrationDelete = "INTEGRATION_DELETE";
    /// <summary>The event <c>INTERACTION_CREATE</c>.</summary>
    public const string InteractionCreate = "INTERACTION_CREATE";
    /// <summary>The event <c>INVITE_CREATE</c>.</summary>
    public const string InviteCreate = "INVITE_CREATE";
    /// <summary>The event <c>INVITE_DELETE</c>.</summary>
    public const string InviteDelete = "INVITE_DELETE";
    /// <summary>The event <c>MESSAGE_CREATE</c>.</summary>
    public const string MessageCreate = "MESSAGE_CREATE";
    /// <summary>The event <c>MESSAGE_UPDATE</c>.</summary>
    public const string MessageUpdate = "MESSAGE_UPDATE";
    /// <summary>The event <c>MESSAGE_DELETE</c>.</summary>
    public const string MessageDelete = "MESSAGE_DELETE";
    /// <summary>The event <c>MESSAGE_DELETE_BULK</c>.</summary>
    public const string MessageDeleteBulk = "MESSAGE_DELETE_BULK";
    /// <summary>The event <c>MESSAGE_REACTION_ADD</c>.</summary>
    public const string MessageReactionAdd = "MESSAGE_REACTION_ADD";
    /// <summary>The event <c>MESSAGE_REACTION_REMOVE</c>.</summary>
    public const string MessageReactionRemove = "MESSAGE_REACTION_REMOVE";
    /// <summary>The event <c>MESSAGE_REACTION_REMOVE_ALL</c>.</summary>
    public const string MessageReactionRemoveAll = "MESSAGE_REACTION_REMOVE_ALL";
    /// <summary>The event <c>MESSAGE_REACTION_REMOVE_EMOJI</c>.</summary>
    public const string MessageReactionRemoveEmoji = "MESSAGE_REACTION_REMOVE_EMOJI";
    /// <summary>The event <c>PRESENCE_UPDATE</c>.</summary>
    public const string PresenceUpdate = "PRESENCE_UPDATE";
    /// <summary>The event <c>STAGE_INSTANCE_CREATE</c>.</summary>
    public const string StageInstanceCreate = "STAGE_INSTANCE_CREATE";
    /// <summary>The event <c>STAGE_INSTANCE_UPDATE</c>.</summary>
    public const string StageInstanceUpdate = "STAGE_INSTANCE_UPDATE";
    /// <summary>The event <c>STAGE_INSTANCE_DELETE</c>.</summary>
    public const string StageInstanceDelete = "STAGE_INSTANCE_DELETE";
    /// <summary>The event <c>SUBSCRIPTION_CREATE</c>.</summary>
    public const string SubscriptionCreate = "SUBSCRIPTION_CREATE";
    /// <summary>The event <c>SUBSCRIPTION_UPDATE</c>.</summary>
    public const string SubscriptionUpdate = "SUBSCRIPTION_UPDATE";
    /// <summary>The event <c>SUBSCRIPTION_DELETE</c>.</summary>
    public const string SubscriptionDelete = "SUBSCRIPTION_DELETE";
    /// <summary>The event <c>TYPING_START</c>.</summary>
    public const string TypingStart = "TYPING_START";
    /// <summary>The event <c>USER_UPDATE</c>.</summary>
    public const string UserUpdate = "USER_UPDATE";
    /// <summary>The event <c>VOICE_CHANNEL_EFFECT_SEND</c>.</summary>
    public const string VoiceChannelEffectSend = "VOICE_CHANNEL_EFFECT_SEND";
    /// <summary>The event <c>VOICE_CHANNEL_STATUS_UPDATE</c>.</summary>
    public const string VoiceChannelStatusUpdate = "VOICE_CHANNEL_STATUS_UPDATE";
    /// <summary>The event <c>VOICE_CHANNEL_START_TIME_UPDATE</c>.</summary>
    public const string VoiceChannelStartTimeUpdate = "VOICE_CHANNEL_START_TIME_UPDATE";
    /// <summary>The event <c>VOICE_STATE_UPDATE</c>.</summary>
    public const string VoiceStateUpdate = "VOICE_STATE_UPDATE";
    /// <summary>The event <c>VOICE_SERVER_UPDATE</c>.</summary>
    public const string VoiceServerUpdate = "VOICE_SERVER_UPDATE";
    /// <summary>The event <c>WEBHOOKS_UPDATE</c>.</summary>
    public const string WebhooksUpdate = "WEBHOOKS_UPDATE";
    /// <summary>The event <c>MESSAGE_POLL_VOTE_ADD</c>.</summary>
    public const string MessagePollVoteAdd = "MESSAGE_POLL_VOTE_ADD";
    /// <summary>The event <c>MESSAGE_POLL_VOTE_REMOVE</c>.</summary>
    public const string MessagePollVoteRemove = "MESSAGE_POLL_VOTE_REMOVE";
}
