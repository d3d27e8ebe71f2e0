namespace Gateway.Simulator;

/// <summary>How <c>zstd-stream</c> is written. Clients have to read all three.</summary>
public enum ZstdMode
{
    /// <summary>One frame that never ends, as Discord sends it. Without libzstd on the machine: <see cref="RawBlocks"/>.</summary>
    Stream,

    /// <summary>Each message a complete frame, as some real servers send it. Without libzstd on the machine the frames hold raw blocks.</summary>
    FramePerMessage,

    /// <summary>One frame that never ends, of blocks that are not compressed.</summary>
    RawBlocks,
}
