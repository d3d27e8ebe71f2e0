namespace Gateway.Simulator.Wire;

/// <summary>A WebSocket message on its way out.</summary>
internal readonly record struct WireMessage(ReadOnlyMemory<byte> Bytes, bool IsText)
{
    /// <summary>One message of several; text when all are.</summary>
    public static WireMessage Join(IReadOnlyList<WireMessage> messages)
    {
        var bytes = new byte[messages.Sum(m => m.Bytes.Length)];
        var at = 0;
        foreach (var message in messages)
        {
            message.Bytes.CopyTo(bytes.AsMemory(at));
            at += message.Bytes.Length;
        }

        return new WireMessage(bytes, messages.All(m => m.IsText));
    }
}
