namespace Gateway.Simulator.Wire;

/// <summary>
/// Makes of each payload one message that the client can read to its end. It belongs to one connection and remembers
/// what went before, so it must see exactly what is sent, in order.
/// </summary>
internal interface IPayloadCompressor : IDisposable
{
    /// <returns>An array of its own.</returns>
    byte[] Compress(ReadOnlySpan<byte> payload);
}
