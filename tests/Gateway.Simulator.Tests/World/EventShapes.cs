namespace Gateway.Simulator.Tests.World;

/// <summary>
/// The fields that Discord documents for every object and event and does not call optional, and the optional ones a client counts on.
/// <c>a:b</c> is a field whose value is an object of the shape b, <c>a[]:b</c> a list of them, not empty; <c>=a</c> is everything of the shape a,
/// <c>a-gid</c> is left out of direct messages.
/// </summary>
internal static class EventShapes
{
    public static readonly IReadOnlyDictionary<string, string> Objects = new Dictionary<string, string>
    {
        ["any"] = "",
        ["id"] = "id",
        ["user"] = "id username discriminator global_name avatar",
        ["bare-member"] = "roles joined_at deaf mute flags",
        ["member"] = "user:user roles joined_at deaf mute flags",
        ["role"] = "id name color colors:colors hoist position permissions managed mentionable flags",
        ["colors"] = "primary_color secondary_color tertiary_color",
        ["channel"] = "id type",
        ["thread"] = "id type guild_id parent_id owner_id name message_count member_count thread_metadata:metadata",
        ["metadata"] = "archived auto_archive_duration archive_timestamp locked",
        ["thread-member"] = "join_timestamp flags id user_id",
        ["added-member"] = "join_timestamp flags id user_id member:member presence",
        ["guild"] = """
            id name icon splash discovery_splash owner_id afk_channel_id afk_timeout verification_level default_message_notifications
            explicit_content_filter roles[]:role emojis[]:emoji features mfa_level application_id system_channel_id system_channel_flags
            rules_channel_id vanity_url_code description banner premium_tier preferred_locale public_updates_channel_id nsfw_level
            premium_progress_bar_enabled safety_alerts_channel_id incidents_data stickers[]:sticker
            """,
        ["emoji"] = "id name",
        ["sticker"] = "id name description tags type format_type",
        ["voice-state"] = "channel_id user_id session_id deaf mute self_deaf self_mute self_video suppress request_to_speak_timestamp",
        ["stage"] = "id guild_id channel_id topic privacy_level discoverable_disabled guild_scheduled_event_id",
        ["scheduled"] = """
            id guild_id channel_id name scheduled_start_time scheduled_end_time privacy_level status entity_type entity_id
            entity_metadata recurrence_rule
            """,
        ["sound"] = "name sound_id volume emoji_id emoji_name available",
        ["rule"] = "id guild_id name creator_id event_type trigger_type trigger_metadata actions[]:action enabled exempt_roles exempt_channels",
        ["action"] = "type",
        ["integration"] = "id name type enabled account:account guild_id",
        ["account"] = "id name",
        ["entitlement"] = "id sku_id application_id type deleted starts_at ends_at",
        ["subscription"] = """
            id user_id sku_ids entitlement_ids renewal_sku_ids current_period_start current_period_end status canceled_at
            """,
        ["message"] = """
            id channel_id author:user content timestamp edited_timestamp tts mention_everyone mentions mention_roles attachments
            embeds pinned type guild_id-gid member-gid:bare-member
            """,
        ["presence"] = "user:id status activities client_status",
        ["permission"] = "id type permission",
        ["application"] = "id flags",
        ["unavailable"] = "id unavailable",
        ["info"] = "id status voice_start_time",
        ["meta"] = "guild_id",
    };

    public static readonly IReadOnlyDictionary<string, string> Events = new Dictionary<string, string>
    {
        ["READY"] = "v user:user guilds[]:unavailable session_id resume_gateway_url application:application",
        ["RESUMED"] = "_trace",
        ["RATE_LIMITED"] = "opcode retry_after meta:meta",
        ["APPLICATION_COMMAND_PERMISSIONS_UPDATE"] = "id application_id guild_id permissions[]:permission",
        ["AUTO_MODERATION_RULE_CREATE"] = "=rule",
        ["AUTO_MODERATION_RULE_UPDATE"] = "=rule",
        ["AUTO_MODERATION_RULE_DELETE"] = "=rule",
        ["AUTO_MODERATION_ACTION_EXECUTION"] = "guild_id action:action rule_id rule_trigger_type user_id content matched_keyword matched_content",
        ["CHANNEL_CREATE"] = "=channel guild_id name position permission_overwrites",
        ["CHANNEL_UPDATE"] = "=channel guild_id name position permission_overwrites",
        ["CHANNEL_DELETE"] = "=channel guild_id name position permission_overwrites",
        ["CHANNEL_INFO"] = "guild_id channels[]:info",
        ["CHANNEL_PINS_UPDATE"] = "guild_id-gid channel_id last_pin_timestamp",
        ["THREAD_CREATE"] = "=thread newly_created",
        ["THREAD_UPDATE"] = "=thread",
        ["THREAD_DELETE"] = "id guild_id parent_id type",
        ["THREAD_LIST_SYNC"] = "guild_id channel_ids threads[]:thread members[]:thread-member",
        ["THREAD_MEMBER_UPDATE"] = "=thread-member guild_id",
        ["THREAD_MEMBERS_UPDATE"] = "id guild_id member_count added_members[]:added-member removed_member_ids",
        ["ENTITLEMENT_CREATE"] = "=entitlement",
        ["ENTITLEMENT_UPDATE"] = "=entitlement",
        ["ENTITLEMENT_DELETE"] = "=entitlement",
        ["GUILD_CREATE"] = """
            =guild joined_at large member_count voice_states[]:voice-state members[]:member channels[]:channel threads[]:thread presences
            stage_instances[]:stage guild_scheduled_events[]:scheduled soundboard_sounds[]:sound
            """,
        ["GUILD_UPDATE"] = "=guild",
        ["GUILD_DELETE"] = "id",
        ["GUILD_AUDIT_LOG_ENTRY_CREATE"] = "id target_id user_id action_type guild_id",
        ["GUILD_BAN_ADD"] = "guild_id user:user",
        ["GUILD_BAN_REMOVE"] = "guild_id user:user",
        ["GUILD_EMOJIS_UPDATE"] = "guild_id emojis[]:emoji",
        ["GUILD_STICKERS_UPDATE"] = "guild_id stickers[]:sticker",
        ["GUILD_INTEGRATIONS_UPDATE"] = "guild_id",
        ["GUILD_MEMBER_ADD"] = "=member guild_id",
        ["GUILD_MEMBER_REMOVE"] = "guild_id user:user",
        ["GUILD_MEMBER_UPDATE"] = "guild_id roles user:user avatar banner joined_at",
        ["GUILD_MEMBERS_CHUNK"] = "guild_id members[]:member chunk_index chunk_count",
        ["GUILD_ROLE_CREATE"] = "guild_id role:role",
        ["GUILD_ROLE_UPDATE"] = "guild_id role:role",
        ["GUILD_ROLE_DELETE"] = "guild_id role_id",
        ["GUILD_SCHEDULED_EVENT_CREATE"] = "=scheduled",
        ["GUILD_SCHEDULED_EVENT_UPDATE"] = "=scheduled",
        ["GUILD_SCHEDULED_EVENT_DELETE"] = "=scheduled",
        ["GUILD_SCHEDULED_EVENT_USER_ADD"] = "guild_scheduled_event_id user_id guild_id",
        ["GUILD_SCHEDULED_EVENT_USER_REMOVE"] = "guild_scheduled_event_id user_id guild_id",
        ["GUILD_SOUNDBOARD_SOUND_CREATE"] = "=sound guild_id",
        ["GUILD_SOUNDBOARD_SOUND_UPDATE"] = "=sound guild_id",
        ["GUILD_SOUNDBOARD_SOUND_DELETE"] = "sound_id guild_id",
        ["GUILD_SOUNDBOARD_SOUNDS_UPDATE"] = "soundboard_sounds[]:sound guild_id",
        ["SOUNDBOARD_SOUNDS"] = "soundboard_sounds[]:sound guild_id",
        ["INTEGRATION_CREATE"] = "=integration",
        ["INTEGRATION_UPDATE"] = "=integration",
        ["INTEGRATION_DELETE"] = "id guild_id",
        ["INTERACTION_CREATE"] = """
            id application_id type data:id token version app_permissions entitlements authorizing_integration_owners attachment_size_limit
            guild_id-gid member-gid:member channel_id
            """,
        ["INVITE_CREATE"] = "channel_id code created_at guild_id max_age max_uses temporary uses expires_at",
        ["INVITE_DELETE"] = "channel_id guild_id code",
        ["MESSAGE_CREATE"] = "=message",
        ["MESSAGE_UPDATE"] = "=message",
        ["MESSAGE_DELETE"] = "id channel_id guild_id-gid",
        ["MESSAGE_DELETE_BULK"] = "ids channel_id guild_id",
        ["MESSAGE_REACTION_ADD"] = "user_id channel_id message_id guild_id-gid member-gid:member emoji:emoji burst type",
        ["MESSAGE_REACTION_REMOVE"] = "user_id channel_id message_id guild_id-gid emoji:emoji burst type",
        ["MESSAGE_REACTION_REMOVE_ALL"] = "channel_id message_id guild_id-gid",
        ["MESSAGE_REACTION_REMOVE_EMOJI"] = "channel_id guild_id-gid message_id emoji:emoji",
        ["PRESENCE_UPDATE"] = "=presence guild_id",
        ["STAGE_INSTANCE_CREATE"] = "=stage",
        ["STAGE_INSTANCE_UPDATE"] = "=stage",
        ["STAGE_INSTANCE_DELETE"] = "=stage",
        ["SUBSCRIPTION_CREATE"] = "=subscription",
        ["SUBSCRIPTION_UPDATE"] = "=subscription",
        ["SUBSCRIPTION_DELETE"] = "=subscription",
        ["TYPING_START"] = "channel_id guild_id-gid user_id timestamp member-gid:member",
        ["USER_UPDATE"] = "=user",
        ["VOICE_CHANNEL_EFFECT_SEND"] = "channel_id guild_id user_id emoji:emoji animation_type animation_id sound_id sound_volume",
        ["VOICE_CHANNEL_STATUS_UPDATE"] = "id guild_id status",
        ["VOICE_CHANNEL_START_TIME_UPDATE"] = "id guild_id voice_start_time",
        ["VOICE_STATE_UPDATE"] = "=voice-state guild_id member:member",
        ["VOICE_SERVER_UPDATE"] = "token guild_id endpoint",
        ["WEBHOOKS_UPDATE"] = "guild_id channel_id",
        ["MESSAGE_POLL_VOTE_ADD"] = "user_id channel_id message_id guild_id-gid answer_id",
        ["MESSAGE_POLL_VOTE_REMOVE"] = "user_id channel_id message_id guild_id-gid answer_id",
    };
}
