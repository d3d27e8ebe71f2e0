using System.Collections.Frozen;
using Intent = Gateway.Simulator.Protocol.Intents;

namespace Gateway.Simulator.World.Events;

/// <summary>The 79 documented dispatch events of Gateway v10, in the order of Discord's list.</summary>
internal static class EventCatalogue
{
    private const long Always = 0;

    private static readonly EventInfo[] Rows =
    [
        Everywhere("READY", SessionEvents.Ready) with { DiffersBySession = true },
        Everywhere("RESUMED", SessionEvents.Resumed),
        Guild("RATE_LIMITED", Always, SessionEvents.RateLimited),
        Guild("APPLICATION_COMMAND_PERMISSIONS_UPDATE", Always, ApplicationEvents.CommandPermissions),
        Guild("AUTO_MODERATION_RULE_CREATE", Intent.AutoModerationConfiguration, ModerationEvents.Rule),
        Guild("AUTO_MODERATION_RULE_UPDATE", Intent.AutoModerationConfiguration, ModerationEvents.Rule),
        Guild("AUTO_MODERATION_RULE_DELETE", Intent.AutoModerationConfiguration, ModerationEvents.Rule),
        Guild("AUTO_MODERATION_ACTION_EXECUTION", Intent.AutoModerationExecution, ModerationEvents.ActionExecution) with { HoldsMessage = true },
        Guild("CHANNEL_CREATE", Intent.Guilds, ChannelEvents.Channel),
        Guild("CHANNEL_UPDATE", Intent.Guilds, ChannelEvents.Channel),
        Guild("CHANNEL_DELETE", Intent.Guilds, ChannelEvents.Channel),
        Guild("CHANNEL_INFO", Always, ChannelEvents.Info),
        Both("CHANNEL_PINS_UPDATE", Intent.Guilds, Intent.DirectMessages, ChannelEvents.PinsUpdate),
        Guild("THREAD_CREATE", Intent.Guilds, ThreadEvents.Create),
        Guild("THREAD_UPDATE", Intent.Guilds, ThreadEvents.Update),
        Guild("THREAD_DELETE", Intent.Guilds, ThreadEvents.Delete),
        Guild("THREAD_LIST_SYNC", Intent.Guilds, ThreadEvents.ListSync),
        Guild("THREAD_MEMBER_UPDATE", Intent.Guilds, ThreadEvents.MemberUpdate),
        Guild("THREAD_MEMBERS_UPDATE", Intent.GuildMembers, ThreadEvents.MembersUpdate) with { OwnIntents = Intent.Guilds },
        FirstShard("ENTITLEMENT_CREATE", ApplicationEvents.Entitlement),
        FirstShard("ENTITLEMENT_UPDATE", ApplicationEvents.EndedEntitlement),
        FirstShard("ENTITLEMENT_DELETE", ApplicationEvents.DeletedEntitlement),
        Guild("GUILD_CREATE", Intent.Guilds, GuildEvents.Create) with { DiffersBySession = true },
        Guild("GUILD_UPDATE", Intent.Guilds, GuildEvents.Update),
        Guild("GUILD_DELETE", Intent.Guilds, GuildEvents.Delete),
        Guild("GUILD_AUDIT_LOG_ENTRY_CREATE", Intent.GuildModeration, ModerationEvents.AuditLogEntry),
        Guild("GUILD_BAN_ADD", Intent.GuildModeration, GuildEvents.UserOfGuild),
        Guild("GUILD_BAN_REMOVE", Intent.GuildModeration, GuildEvents.UserOfGuild),
        Guild("GUILD_EMOJIS_UPDATE", Intent.GuildExpressions, GuildEvents.Emojis),
        Guild("GUILD_STICKERS_UPDATE", Intent.GuildExpressions, GuildEvents.Stickers),
        Guild("GUILD_INTEGRATIONS_UPDATE", Intent.GuildIntegrations, GuildEvents.IdOfGuild),
        Guild("GUILD_MEMBER_ADD", Intent.GuildMembers, GuildEvents.MemberAdd),
        Guild("GUILD_MEMBER_REMOVE", Intent.GuildMembers, GuildEvents.UserOfGuild),
        Guild("GUILD_MEMBER_UPDATE", Intent.GuildMembers, GuildEvents.MemberUpdate) with { OwnIntents = Always },
        Guild("GUILD_MEMBERS_CHUNK", Always, SessionEvents.MembersChunk),
        Guild("GUILD_ROLE_CREATE", Intent.Guilds, GuildEvents.Role),
        Guild("GUILD_ROLE_UPDATE", Intent.Guilds, GuildEvents.Role),
        Guild("GUILD_ROLE_DELETE", Intent.Guilds, GuildEvents.RoleDelete),
        Guild("GUILD_SCHEDULED_EVENT_CREATE", Intent.GuildScheduledEvents, GuildEvents.ScheduledEvent),
        Guild("GUILD_SCHEDULED_EVENT_UPDATE", Intent.GuildScheduledEvents, GuildEvents.ScheduledEvent),
        Guild("GUILD_SCHEDULED_EVENT_DELETE", Intent.GuildScheduledEvents, GuildEvents.ScheduledEvent),
        Guild("GUILD_SCHEDULED_EVENT_USER_ADD", Intent.GuildScheduledEvents, GuildEvents.ScheduledEventUser),
        Guild("GUILD_SCHEDULED_EVENT_USER_REMOVE", Intent.GuildScheduledEvents, GuildEvents.ScheduledEventUser),
        Guild("GUILD_SOUNDBOARD_SOUND_CREATE", Intent.GuildExpressions, GuildEvents.Sound),
        Guild("GUILD_SOUNDBOARD_SOUND_UPDATE", Intent.GuildExpressions, GuildEvents.Sound),
        Guild("GUILD_SOUNDBOARD_SOUND_DELETE", Intent.GuildExpressions, GuildEvents.SoundDelete),
        Guild("GUILD_SOUNDBOARD_SOUNDS_UPDATE", Intent.GuildExpressions, GuildEvents.Sounds),
        Guild("SOUNDBOARD_SOUNDS", Always, GuildEvents.Sounds),
        Guild("INTEGRATION_CREATE", Intent.GuildIntegrations, ApplicationEvents.Integration),
        Guild("INTEGRATION_UPDATE", Intent.GuildIntegrations, ApplicationEvents.Integration),
        Guild("INTEGRATION_DELETE", Intent.GuildIntegrations, ApplicationEvents.IntegrationDelete),
        Both("INTERACTION_CREATE", Always, Always, ApplicationEvents.Interaction),
        Guild("INVITE_CREATE", Intent.GuildInvites, ChannelEvents.InviteCreate),
        Guild("INVITE_DELETE", Intent.GuildInvites, ChannelEvents.InviteDelete),
        Both("MESSAGE_CREATE", Intent.GuildMessages, Intent.DirectMessages, MessageEvents.Create) with { HoldsMessage = true },
        Both("MESSAGE_UPDATE", Intent.GuildMessages, Intent.DirectMessages, MessageEvents.Update) with { HoldsMessage = true },
        Both("MESSAGE_DELETE", Intent.GuildMessages, Intent.DirectMessages, MessageEvents.Delete),
        Guild("MESSAGE_DELETE_BULK", Intent.GuildMessages, MessageEvents.DeleteBulk),
        Both("MESSAGE_REACTION_ADD", Intent.GuildMessageReactions, Intent.DirectMessageReactions, MessageEvents.ReactionAdd),
        Both("MESSAGE_REACTION_REMOVE", Intent.GuildMessageReactions, Intent.DirectMessageReactions, MessageEvents.ReactionRemove),
        Both("MESSAGE_REACTION_REMOVE_ALL", Intent.GuildMessageReactions, Intent.DirectMessageReactions, MessageEvents.ReactionRemoveAll),
        Both("MESSAGE_REACTION_REMOVE_EMOJI", Intent.GuildMessageReactions, Intent.DirectMessageReactions, MessageEvents.ReactionRemoveEmoji),
        Guild("PRESENCE_UPDATE", Intent.GuildPresences, UserEvents.Presence),
        Guild("STAGE_INSTANCE_CREATE", Intent.Guilds, VoiceEvents.StageInstance),
        Guild("STAGE_INSTANCE_UPDATE", Intent.Guilds, VoiceEvents.StageInstance),
        Guild("STAGE_INSTANCE_DELETE", Intent.Guilds, VoiceEvents.StageInstance),
        FirstShard("SUBSCRIPTION_CREATE", ApplicationEvents.Subscription),
        FirstShard("SUBSCRIPTION_UPDATE", ApplicationEvents.Subscription),
        FirstShard("SUBSCRIPTION_DELETE", ApplicationEvents.EndedSubscription),
        Both("TYPING_START", Intent.GuildMessageTyping, Intent.DirectMessageTyping, MessageEvents.TypingStart),
        Everywhere("USER_UPDATE", UserEvents.OwnUser),
        Guild("VOICE_CHANNEL_EFFECT_SEND", Intent.GuildVoiceStates, VoiceEvents.Effect),
        Guild("VOICE_CHANNEL_STATUS_UPDATE", Intent.Guilds, VoiceEvents.ChannelStatus),
        Guild("VOICE_CHANNEL_START_TIME_UPDATE", Intent.Guilds, VoiceEvents.ChannelStartTime),
        Guild("VOICE_STATE_UPDATE", Intent.GuildVoiceStates, VoiceEvents.State),
        Guild("VOICE_SERVER_UPDATE", Always, VoiceEvents.Server),
        Guild("WEBHOOKS_UPDATE", Intent.GuildWebhooks, ChannelEvents.Webhooks),
        Both("MESSAGE_POLL_VOTE_ADD", Intent.GuildMessagePolls, Intent.DirectMessagePolls, MessageEvents.PollVote),
        Both("MESSAGE_POLL_VOTE_REMOVE", Intent.GuildMessagePolls, Intent.DirectMessagePolls, MessageEvents.PollVote),
    ];

    private static readonly FrozenDictionary<string, EventInfo> ByName = Rows.ToFrozenDictionary(r => r.Name);

    public static IReadOnlyList<EventInfo> All => Rows;

    public static EventInfo? Find(string name) => ByName.GetValueOrDefault(name);

    private static EventInfo Guild(string name, long intents, Func<EventScene, string> write)
        => new() { Name = name, Scope = EventScope.Guild, Intents = intents, Write = write };

    private static EventInfo Both(string name, long intents, long direct, Func<EventScene, string> write)
        => new() { Name = name, Scope = EventScope.GuildOrDirect, Intents = intents, DirectIntents = direct, Write = write };

    private static EventInfo FirstShard(string name, Func<EventScene, string> write)
        => new() { Name = name, Scope = EventScope.FirstShard, Intents = Always, Write = write };

    private static EventInfo Everywhere(string name, Func<EventScene, string> write)
        => new() { Name = name, Scope = EventScope.EveryShard, Intents = Always, Write = write };
}
