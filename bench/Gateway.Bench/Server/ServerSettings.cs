namespace Gateway.Bench.Server;

/// <summary>What holds for connections from now on.</summary>
internal sealed class ServerSettings
{
    /// <summary>Milliseconds, as Discord has it.</summary>
    public int HeartbeatInterval { get; set; } = 41_250;

    /// <summary>How many events each connection gets after READY, without being asked.</summary>
    public int Feed { get; set; }
}
