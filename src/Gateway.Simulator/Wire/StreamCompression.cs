namespace Gateway.Simulator.Wire;

/// <summary>How all that a connection's server sends is compressed (<c>compress</c> in the URL).</summary>
internal enum StreamCompression
{
    None,
    Zlib,
    Zstd,
}
