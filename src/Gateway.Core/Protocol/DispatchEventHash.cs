using System.Buffers.Binary;

namespace Gateway.Core.Protocol;

/// <summary>
/// An open-addressed hash over the UTF-8 names of the events. The first and the last eight bytes and the length tell the
/// names apart, so a look-up reads two words, and one comparison confirms it.
/// </summary>
internal sealed class DispatchEventHash
{
    // 79 names in 256 slots: short probe chains, one byte a slot, four cache lines.
    private const int SlotBits = 8;
    private const int SlotMask = (1 << SlotBits) - 1;
    private const byte Empty = byte.MaxValue;

    // Odd 64-bit constants with well spread bits (from splitmix64 and the golden ratio).
    private const ulong HeadFactor = 0xBF58476D1CE4E5B9;
    private const ulong TailFactor = 0x94D049BB133111EB;
    private const ulong MixFactor = 0x9E3779B97F4A7C15;

    private readonly DispatchEventInfo[] _rows;
    private readonly byte[] _slots = new byte[1 << SlotBits];

    internal DispatchEventHash(DispatchEventInfo[] rows)
    {
        // One slot at least stays empty, or a look-up of an unknown name would not end.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Length, SlotMask - 1);
        _rows = rows;
        _slots.AsSpan().Fill(Empty);
        for (var i = 0; i < rows.Length; i++)
        {
            var slot = SlotOf(rows[i].Utf8Name);
            while (_slots[slot] != Empty)
            {
                slot = (slot + 1) & SlotMask;
            }

            _slots[slot] = (byte)i;
        }
    }

    internal DispatchEventInfo? Find(ReadOnlySpan<byte> utf8Name)
    {
        for (var slot = SlotOf(utf8Name); _slots[slot] != Empty; slot = (slot + 1) & SlotMask)
        {
            var row = _rows[_slots[slot]];
            if (row.Utf8Name.SequenceEqual(utf8Name))
            {
                return row;
            }
        }

        return null;
    }

    private static int SlotOf(ReadOnlySpan<byte> name)
    {
        ulong head;
        ulong tail = 0;
        if (name.Length >= sizeof(ulong))
        {
            head = BinaryPrimitives.ReadUInt64LittleEndian(name);
            tail = BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]);
        }
        else
        {
            head = 0;
            foreach (var b in name)
            {
                head = (head << 8) | b;
            }
        }

        var mixed = ((head * HeadFactor) ^ (tail * TailFactor) ^ (ulong)name.Length) * MixFactor;
        return (int)(mixed >> (64 - SlotBits));
    }
}
