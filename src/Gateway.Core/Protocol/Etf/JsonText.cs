using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Gateway.Core.Protocol.Etf;

/// <summary>Writes the small parts of JSON, without checks of its own: whoever uses it gets the grammar right.</summary>
internal ref struct JsonText(IBufferWriter<byte> destination)
{
    private const int LongestNumber = 40;
    private const int LongestEscape = 6;

    private static readonly SearchValues<byte> MustBeEscaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private Span<byte> _room;
    private int _used;

    public void Flush()
    {
        destination.Advance(_used);
        _room = default;
        _used = 0;
    }

    public void Byte(byte value)
    {
        Ensure(1);
        _room[_used++] = value;
    }

    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_room[_used..]);
        _used += bytes.Length;
    }

    public void Number(long value)
    {
        Ensure(LongestNumber);
        value.TryFormat(_room[_used..], out var written, provider: CultureInfo.InvariantCulture);
        _used += written;
    }

    public void Number(ulong value)
    {
        Ensure(LongestNumber);
        value.TryFormat(_room[_used..], out var written, provider: CultureInfo.InvariantCulture);
        _used += written;
    }

    /// <summary>With a fraction or an exponent always, as JSON of other languages has it: a whole float stays one.</summary>
    public void Number(double value)
    {
        Ensure(LongestNumber);
        value.TryFormat(_room[_used..], out var written, provider: CultureInfo.InvariantCulture);
        var isPlain = !_room.Slice(_used, written).ContainsAny((byte)'.', (byte)'E');
        _used += written;
        if (isPlain)
        {
            Raw(".0"u8);
        }
    }

    /// <summary>A string in quotes. False: it is not UTF-8.</summary>
    public bool TryString(scoped ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return false;
        }

        Ensure(utf8.Length + 2);
        _room[_used++] = (byte)'"';
        while (utf8.IndexOfAny(MustBeEscaped) is >= 0 and var index)
        {
            Raw(utf8[..index]);
            Escape(utf8[index]);
            utf8 = utf8[(index + 1)..];
        }

        Raw(utf8);
        Byte((byte)'"');
        return true;
    }

    private void Escape(byte value)
    {
        Ensure(LongestEscape);
        _room[_used++] = (byte)'\\';
        var letter = value switch
        {
            (byte)'"' or (byte)'\\' => value,
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)'u',
        };
        _room[_used++] = letter;
        if (letter == (byte)'u')
        {
            value.TryFormat(_room[_used..], out var written, "x4", CultureInfo.InvariantCulture);
            _used += written;
        }
    }

    private void Ensure(int bytes)
    {
        if (_room.Length - _used < bytes)
        {
            destination.Advance(_used);
            _room = destination.GetSpan(bytes);
            _used = 0;
        }
    }
}
