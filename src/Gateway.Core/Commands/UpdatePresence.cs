using System.Collections.ObjectModel;
using System.Text.Json;
using Gateway.Core.Protocol;

namespace Gateway.Core.Commands;

/// <summary>
/// Changes the bot's presence on one shard (op 3), or gives the first one when it is part of Identify. Discord drops updates
/// beyond 5 in 20 s without a word. There is no answer.
/// </summary>
public sealed class UpdatePresence : GatewayCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="status">Default: online.</param>
    /// <param name="activities">Null or empty clears them. Copied.</param>
    /// <param name="since">Since when the bot is idle, not before 1970; null when it is not.</param>
    /// <param name="afk">Whether the bot is away from the keyboard.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public UpdatePresence(
        PresenceStatus status = PresenceStatus.Online,
        IEnumerable<Activity>? activities = null,
        DateTimeOffset? since = null,
        bool afk = false)
    {
        Activity[] copy = activities is null ? [] : [.. activities];
        var checks = new CommandChecks();
        if (status is < PresenceStatus.Online or > PresenceStatus.Offline)
        {
            checks.Add(nameof(status), $"{(int)status}", "Online, DoNotDisturb, Idle, Invisible, Offline");
        }

        if (Array.IndexOf(copy, null) is var index and >= 0)
        {
            checks.Add(nameof(activities), $"null at {index}", "activities");
        }

        if (since < DateTimeOffset.UnixEpoch)
        {
            checks.Add(nameof(since), $"{since:O}", "1970-01-01T00:00:00Z or later");
        }

        checks.ThrowIfAny();
        Status = status;
        Activities = Array.AsReadOnly(copy);
        Since = since;
        Afk = afk;
        CheckSize(nameof(activities));
    }

    /// <inheritdoc/>
    public override GatewayOpcode Opcode => GatewayOpcode.PresenceUpdate;

    /// <summary>How the bot shows itself.</summary>
    public PresenceStatus Status { get; }

    /// <summary>What it is doing.</summary>
    public ReadOnlyCollection<Activity> Activities { get; }

    /// <summary>Since when it is idle; null when it is not.</summary>
    public DateTimeOffset? Since { get; }

    /// <summary>Whether it is away from the keyboard.</summary>
    public bool Afk { get; }

    /// <summary>Writes the presence object, which is the <c>d</c> of op 3 and the <c>presence</c> of Identify.</summary>
    /// <inheritdoc/>
    public override void WriteData(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();

        // Null, never 0, when it is not idle; and [] clears, where null would close the connection with 4001.
        if (Since is { } since)
        {
            writer.WriteNumber("since"u8, since.ToUnixTimeMilliseconds());
        }
        else
        {
            writer.WriteNull("since"u8);
        }

        writer.WriteStartArray("activities"u8);
        foreach (var activity in Activities)
        {
            activity.Write(writer);
        }

        writer.WriteEndArray();
        writer.WriteString("status"u8, WireName(Status));
        writer.WriteBoolean("afk"u8, Afk);
        writer.WriteEndObject();
    }

    private static ReadOnlySpan<byte> WireName(PresenceStatus status) => status switch
    {
        PresenceStatus.DoNotDisturb => "dnd"u8,
        PresenceStatus.Idle => "idle"u8,
        PresenceStatus.Invisible => "invisible"u8,
        PresenceStatus.Offline => "offline"u8,
        _ => "online"u8,
    };
}
