namespace Gateway.Simulator.World;

/// <summary>The channel types of Discord that this world has.</summary>
internal enum ChannelType
{
    Text = 0,
    Voice = 2,
    Category = 4,
    Announcement = 5,
    PublicThread = 11,
    Stage = 13,
    Forum = 15,
}

/// <summary>A channel of a guild, or its one thread.</summary>
/// <param name="Id">The channel.</param>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="ParentId">The category; of a thread, the text channel; null at the top.</param>
/// <param name="UserLimit">How many a voice channel takes; 0 for no limit.</param>
internal readonly record struct Channel(ulong Id, ChannelType Type, string Name, ulong? ParentId, int UserLimit = 0)
{
    public bool IsVoice => Type is ChannelType.Voice or ChannelType.Stage;
}
