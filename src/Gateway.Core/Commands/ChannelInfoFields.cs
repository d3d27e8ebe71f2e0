namespace Gateway.Core.Commands;

/// <summary>What <see cref="RequestChannelInfo"/> can ask for.</summary>
[Flags]
public enum ChannelInfoFields
{
    /// <summary>Nothing, which cannot be asked for.</summary>
    None = 0,

    /// <summary>The status of voice channels (<c>status</c>).</summary>
    Status = 1 << 0,

    /// <summary>Since when somebody is in a voice channel (<c>voice_start_time</c>).</summary>
    VoiceStartTime = 1 << 1,

    /// <summary>Both.</summary>
    All = Status | VoiceStartTime,
}
