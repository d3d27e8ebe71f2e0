namespace Gateway.Core.Machine;

/// <summary>What a machine has counted since it was made. Read it where the machine is entered.</summary>
public record struct MachineCounters
{
    /// <summary>Inputs of a connection that is no longer the current one, dropped.</summary>
    public long StaleInputs { get; set; }

    /// <summary>Opcodes that were ignored by the opcode table, unknown ones included.</summary>
    public long IgnoredFrames { get; set; }

    /// <summary>Payloads that make no sense in the state they came in.</summary>
    public long SkippedFrames { get; set; }

    /// <summary>Payloads that cannot be decoded, in whole or in their body.</summary>
    public long MalformedFrames { get; set; }

    /// <summary>Dispatches at or below the session's cursor, dropped.</summary>
    public long Duplicates { get; set; }

    /// <summary>Dispatches that came more than one above the cursor. They are delivered.</summary>
    public long Gaps { get; set; }

    /// <summary>Requests for a heartbeat (op 1).</summary>
    public long HeartbeatRequests { get; set; }

    /// <summary>Heartbeats sent.</summary>
    public long HeartbeatsSent { get; set; }

    /// <summary>Identifies sent.</summary>
    public long IdentifiesSent { get; set; }

    /// <summary>Resumes sent.</summary>
    public long ResumesSent { get; set; }
}
