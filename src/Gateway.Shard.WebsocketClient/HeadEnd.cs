namespace Gateway.Shard.WebsocketClient;

/// <summary>Finds the empty line that ends an HTTP head, in bytes that come in pieces. Lines end with LF, or CR and LF.</summary>
internal struct HeadEnd
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';
    private bool _atLineStart;

    /// <summary>How many of the bytes belong to the head: all of them, or those up to its end, after which it begins anew.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == LineFeed)
            {
                if (_atLineStart)
                {
                    _atLineStart = false;
                    return i + 1;
                }

                _atLineStart = true;
            }
            else if (bytes[i] != CarriageReturn)
            {
                _atLineStart = false;
            }
        }

        return bytes.Length;
    }
}
