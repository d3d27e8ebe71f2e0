namespace Gateway.Simulator.Wire;

/// <summary>How payloads are written, in both directions (<c>encoding</c> in the URL).</summary>
internal enum PayloadEncoding
{
    Json,

    /// <summary>Erlang's external term format.</summary>
    Etf,
}
