using System.Text.Json;

namespace Gateway.Core.Commands;

/// <summary>What the bot says it is doing. Only these fields have an effect for bots. Immutable.</summary>
public sealed class Activity
{
    /// <summary>The longest name and state, in UTF-16 code units. Observed, not documented.</summary>
    public const int MaxTextLength = 128;

    /// <summary>Makes an activity.</summary>
    /// <param name="name">1 to 128 characters.</param>
    /// <param name="type">The verb.</param>
    /// <param name="state">At most 128 characters; null leaves it out. The text that is shown when the type is Custom.</param>
    /// <param name="url">Only for Streaming: an absolute http or https URL of Twitch or YouTube. Null leaves it out.</param>
    /// <exception cref="ArgumentException">Arguments are not what is allowed; the message names each, its value and what is.</exception>
    public Activity(string name, ActivityType type = ActivityType.Playing, string? state = null, Uri? url = null)
    {
        var checks = new CommandChecks();
        checks.Text(nameof(name), name, 1, MaxTextLength);
        if (type is < ActivityType.Playing or > ActivityType.Competing)
        {
            checks.Add(nameof(type), $"{(int)type}", "0 (Playing) to 5 (Competing)");
        }

        if (state is not null)
        {
            checks.Text(nameof(state), state, 0, MaxTextLength);
        }

        CheckUrl(checks, type, url);
        checks.ThrowIfAny();
        Name = name;
        Type = type;
        State = state;
        Url = url;
    }

    /// <summary>What is played, streamed, listened to, …</summary>
    public string Name { get; }

    /// <summary>The verb.</summary>
    public ActivityType Type { get; }

    /// <summary>A second line, or the only one of a custom status; null when there is none.</summary>
    public string? State { get; }

    /// <summary>Where the stream is; null when there is none.</summary>
    public Uri? Url { get; }

    /// <summary>A custom status: <paramref name="state"/> is shown, and no verb.</summary>
    /// <exception cref="ArgumentException"><paramref name="state"/> is longer than 128 characters.</exception>
    public static Activity Custom(string state) => new("Custom Status", ActivityType.Custom, state);

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteNumber("type"u8, (int)Type);
        if (State is not null)
        {
            writer.WriteString("state"u8, State);
        }

        // Never as null: "url": null has closed connections with 4001.
        if (Url is not null)
        {
            writer.WriteString("url"u8, Url.AbsoluteUri);
        }

        writer.WriteEndObject();
    }

    private static void CheckUrl(CommandChecks checks, ActivityType type, Uri? url)
    {
        if (url is null)
        {
            return;
        }

        if (type != ActivityType.Streaming)
        {
            checks.Add(nameof(url), $"'{url.OriginalString}' with type {type}", "null unless the type is Streaming");
        }
        else if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
        {
            checks.Add(nameof(url), $"'{url.OriginalString}'", "an absolute http or https URL");
        }
    }
}
