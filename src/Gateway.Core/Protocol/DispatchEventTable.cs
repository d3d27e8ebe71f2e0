using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Intent = Gateway.Core.GatewayIntents;
using Name = Gateway.Core.Protocol.DispatchEventNames;

namespace Gateway.Core.Protocol;

/// <summary>
/// The 79 documented dispatch events of Gateway v10 and the intents that bring them, in the order of Discord's list. An event
/// that is not here is not an error: Discord adds some without notice. A test compares this table with <c>docs/intents.md</c>.
/// </summary>
public static class DispatchEventTable
{
    // Longer than every name; a longer text cannot be one and is not even encoded.
    private const int MaxNameBytes = 64;

    private static readonly DispatchEventInfo[] Rows = Number(
    [
        Always(Name.Ready),
        Always(Name.Resumed),
        Always(Name.RateLimited),
        Always(Name.ApplicationCommandPermissionsUpdate),
        Guild(Name.AutoModerationRuleCreate, Intent.AutoModerationConfiguration),
        Guild(Name.AutoModerationRuleUpdate, Intent.AutoModerationConfiguration),
        Guild(Name.AutoModerationRuleDelete, Intent.AutoModerationConfiguration),
        Guild(Name.AutoModerationActionExecution, Intent.AutoModerationExecution),
        Guild(Name.ChannelCreate, Intent.Guilds),
        Guild(Name.ChannelUpdate, Intent.Guilds),
        Guild(Name.ChannelDelete, Intent.Guilds),
        Always(Name.ChannelInfo),
        Both(Name.ChannelPinsUpdate, Intent.Guilds, Intent.DirectMessages),
        Guild(Name.ThreadCreate, Intent.Guilds),
        Guild(Name.ThreadUpdate, Intent.Guilds),
        Guild(Name.ThreadDelete, Intent.Guilds),
        Guild(Name.ThreadListSync, Intent.Guilds),
        Guild(Name.ThreadMemberUpdate, Intent.Guilds),
        Guild(Name.ThreadMembersUpdate, Intent.Guilds | Intent.GuildMembers),
        Always(Name.EntitlementCreate),
        Always(Name.EntitlementUpdate),
        Always(Name.EntitlementDelete),
        Guild(Name.GuildCreate, Intent.Guilds),
        Guild(Name.GuildUpdate, Intent.Guilds),
        Guild(Name.GuildDelete, Intent.Guilds),
        Guild(Name.GuildAuditLogEntryCreate, Intent.GuildModeration),
        Guild(Name.GuildBanAdd, Intent.GuildModeration),
        Guild(Name.GuildBanRemove, Intent.GuildModeration),
        Guild(Name.GuildEmojisUpdate, Intent.GuildExpressions),
        Guild(Name.GuildStickersUpdate, Intent.GuildExpressions),
        Guild(Name.GuildIntegrationsUpdate, Intent.GuildIntegrations),
        Guild(Name.GuildMemberAdd, Intent.GuildMembers),
        Guild(Name.GuildMemberRemove, Intent.GuildMembers),
        Guild(Name.GuildMemberUpdate, Intent.GuildMembers),
        Always(Name.GuildMembersChunk),
        Guild(Name.GuildRoleCreate, Intent.Guilds),
        Guild(Name.GuildRoleUpdate, Intent.Guilds),
        Guild(Name.GuildRoleDelete, Intent.Guilds),
        Guild(Name.GuildScheduledEventCreate, Intent.GuildScheduledEvents),
        Guild(Name.GuildScheduledEventUpdate, Intent.GuildScheduledEvents),
        Guild(Name.GuildScheduledEventDelete, Intent.GuildScheduledEvents),
        Guild(Name.GuildScheduledEventUserAdd, Intent.GuildScheduledEvents),
        Guild(Name.GuildScheduledEventUserRemove, Intent.GuildScheduledEvents),
        Guild(Name.GuildSoundboardSoundCreate, Intent.GuildExpressions),
        Guild(Name.GuildSoundboardSoundUpdate, Intent.GuildExpressions),
        Guild(Name.GuildSoundboardSoundDelete, Intent.GuildExpressions),
        Guild(Name.GuildSoundboardSoundsUpdate, Intent.GuildExpressions),
        Always(Name.SoundboardSounds),
        Guild(Name.IntegrationCreate, Intent.GuildIntegrations),
        Guild(Name.IntegrationUpdate, Intent.GuildIntegrations),
        Guild(Name.IntegrationDelete, Intent.GuildIntegrations),
        Always(Name.InteractionCreate),
        Guild(Name.InviteCreate, Intent.GuildInvites),
        Guild(Name.InviteDelete, Intent.GuildInvites),
        Both(Name.MessageCreate, Intent.GuildMessages, Intent.DirectMessages),
        Both(Name.MessageUpdate, Intent.GuildMessages, Intent.DirectMessages),
        Both(Name.MessageDelete, Intent.GuildMessages, Intent.DirectMessages),
        Guild(Name.MessageDeleteBulk, Intent.GuildMessages),
        Both(Name.MessageReactionAdd, Intent.GuildMessageReactions, Intent.DirectMessageReactions),
        Both(Name.MessageReactionRemove, Intent.GuildMessageReactions, Intent.DirectMessageReactions),
        Both(Name.MessageReactionRemoveAll, Intent.GuildMessageReactions, Intent.DirectMessageReactions),
        Both(Name.MessageReactionRemoveEmoji, Intent.GuildMessageReactions, Intent.DirectMessageReactions),
        Guild(Name.PresenceUpdate, Intent.GuildPresences),
        Guild(Name.StageInstanceCreate, Intent.Guilds),
        Guild(Name.StageInstanceUpdate, Intent.Guilds),
        Guild(Name.StageInstanceDelete, Intent.Guilds),
        Always(Name.SubscriptionCreate),
        Always(Name.SubscriptionUpdate),
        Always(Name.SubscriptionDelete),
        Both(Name.TypingStart, Intent.GuildMessageTyping, Intent.DirectMessageTyping),
        Always(Name.UserUpdate),
        Guild(Name.VoiceChannelEffectSend, Intent.GuildVoiceStates),
        Guild(Name.VoiceChannelStatusUpdate, Intent.Guilds),
        Guild(Name.VoiceChannelStartTimeUpdate, Intent.Guilds),
        Guild(Name.VoiceStateUpdate, Intent.GuildVoiceStates),
        Always(Name.VoiceServerUpdate),
        Guild(Name.WebhooksUpdate, Intent.GuildWebhooks),
        Both(Name.MessagePollVoteAdd, Intent.GuildMessagePolls, Intent.DirectMessagePolls),
        Both(Name.MessagePollVoteRemove, Intent.GuildMessagePolls, Intent.DirectMessagePolls),
    ]);

    private static readonly DispatchEventHash Hash = new(Rows);

    /// <summary>All of them; the position is <see cref="DispatchEventInfo.Index"/>.</summary>
    public static ReadOnlyCollection<DispatchEventInfo> All { get; } = Array.AsReadOnly(Rows);

    /// <summary>Finds an event by the bytes of <c>t</c>. Allocates nothing; made for the way of every message.</summary>
    /// <param name="utf8Name">The name without quotes. Case matters.</param>
    /// <param name="info">The row, when there is one.</param>
    public static bool TryFind(ReadOnlySpan<byte> utf8Name, [NotNullWhen(true)] out DispatchEventInfo? info)
    {
        info = Hash.Find(utf8Name);
        return info is not null;
    }

    /// <summary>Finds an event by its name. Case matters. Allocates nothing; null is not found.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out DispatchEventInfo? info)
    {
        Span<byte> utf8 = stackalloc byte[MaxNameBytes];
        if (name is not null && Encoding.UTF8.TryGetBytes(name, utf8, out var length))
        {
            return TryFind(utf8[..length], out info);
        }

        info = null;
        return false;
    }

    private static Row Always(string name) => new(name, Intent.None, Intent.None, true);

    private static Row Guild(string name, Intent guild) => new(name, guild, Intent.None, false);

    private static Row Both(string name, Intent guild, Intent directMessage) => new(name, guild, directMessage, false);

    private static DispatchEventInfo[] Number(Row[] rows)
    {
        var result = new DispatchEventInfo[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            result[i] = new DispatchEventInfo(i, row.Name, row.Guild, row.DirectMessage, row.Always);
        }

        return result;
    }

    private readonly record struct Row(string Name, Intent Guild, Intent DirectMessage, bool Always);
}
