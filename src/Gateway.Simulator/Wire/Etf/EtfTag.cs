namespace Gateway.Simulator.Wire.Etf;

/// <summary>The tags of Erlang's external term format that the gateway uses or clients may send.</summary>
internal static class EtfTag
{
    /// <summary>The first byte of every term that travels alone.</summary>
    public const byte Version = 131;

    public const byte NewFloat = 70;
    public const byte SmallInteger = 97;
    public const byte Integer = 98;

    /// <summary>The old form: 31 characters.</summary>
    public const byte Float = 99;

    public const byte Atom = 100;
    public const byte SmallTuple = 104;
    public const byte LargeTuple = 105;

    /// <summary>The empty list. Null is the atom <c>nil</c>.</summary>
    public const byte Nil = 106;

    /// <summary>A list of small integers, not a text.</summary>
    public const byte String = 107;

    public const byte List = 108;

    /// <summary>A text, in UTF-8.</summary>
    public const byte Binary = 109;

    public const byte SmallBig = 110;
    public const byte LargeBig = 111;
    public const byte SmallAtom = 115;
    public const byte Map = 116;
    public const byte AtomUtf8 = 118;
    public const byte SmallAtomUtf8 = 119;
}
