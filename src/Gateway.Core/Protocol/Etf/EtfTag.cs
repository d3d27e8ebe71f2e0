namespace Gateway.Core.Protocol.Etf;

/// <summary>The first byte of each term in Erlang's external term format, as far as the gateway uses it.</summary>
internal static class EtfTag
{
    /// <summary>The first byte of a payload.</summary>
    public const byte Version = 131;

    public const byte NewFloat = 70;
    public const byte Compressed = 80;
    public const byte SmallInteger = 97;
    public const byte Integer = 98;
    public const byte Float = 99;
    public const byte Atom = 100;
    public const byte SmallTuple = 104;
    public const byte LargeTuple = 105;
    public const byte Nil = 106;
    public const byte String = 107;
    public const byte List = 108;
    public const byte Binary = 109;
    public const byte SmallBig = 110;
    public const byte LargeBig = 111;
    public const byte SmallAtom = 115;
    public const byte Map = 116;
    public const byte AtomUtf8 = 118;
    public const byte SmallAtomUtf8 = 119;
}

/// <summary>What is accepted of a term, whatever its length fields say.</summary>
internal static class EtfLimits
{
    /// <summary>The most characters of an atom, Erlang's own limit; in UTF-8 each may take four bytes.</summary>
    public const int AtomCharacters = 255;

    /// <summary>The most bytes of an integer: 512 bits. Discord's have 8.</summary>
    public const int IntegerBytes = 64;

    /// <summary>The length of an old float, text and padding.</summary>
    public const int FloatBytes = 31;
}

/// <summary>How reading a term went.</summary>
internal enum EtfStatus
{
    Ok,

    /// <summary>It goes on behind the end of the bytes.</summary>
    Truncated,

    /// <summary>It is no term, or one beyond the limits.</summary>
    Malformed,
}
