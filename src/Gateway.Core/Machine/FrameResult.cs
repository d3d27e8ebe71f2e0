namespace Gateway.Core.Machine;

/// <summary>What the machine has made of a frame.</summary>
public enum FrameNote
{
    /// <summary>Nothing special.</summary>
    None,

    /// <summary>It belongs to a connection that is no longer the current one.</summary>
    Stale,

    /// <summary>The opcode table says to ignore it.</summary>
    Ignored,

    /// <summary>Nobody has documented this opcode.</summary>
    UnknownOpcode,

    /// <summary>It makes no sense in this state.</summary>
    Skipped,

    /// <summary>It cannot be decoded, in whole or in its body.</summary>
    Malformed,

    /// <summary>A dispatch at or below the cursor of the session.</summary>
    Duplicate,

    /// <summary>A dispatch more than one above the cursor of the session. It is delivered.</summary>
    Gap,
}

/// <summary>The answer to a frame.</summary>
/// <param name="Deliver">The frame is a dispatch that belongs to the handler.</param>
/// <param name="Note">Why not, or what was odd about it.</param>
public readonly record struct FrameResult(bool Deliver, FrameNote Note);
