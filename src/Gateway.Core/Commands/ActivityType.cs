namespace Gateway.Core.Commands;

/// <summary>The verb before an activity's name.</summary>
public enum ActivityType
{
    /// <summary>Playing {name}.</summary>
    Playing = 0,

    /// <summary>Streaming {name}. Shown as Playing when the URL is none of Twitch or YouTube.</summary>
    Streaming = 1,

    /// <summary>Listening to {name}.</summary>
    Listening = 2,

    /// <summary>Watching {name}.</summary>
    Watching = 3,

    /// <summary>The state alone is shown. The name is required nevertheless.</summary>
    Custom = 4,

    /// <summary>Competing in {name}.</summary>
    Competing = 5,
}
