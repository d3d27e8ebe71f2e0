using System.Buffers.Binary;
using System.IO.Compression;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Wire;

/// <summary>One connection in one form: an encoding, a compression with its settings, and how the stream is cut into messages.</summary>
internal sealed class GeneratedForm : IDisposable
{
    private readonly string _name;
    private readonly TestCompressor _compressor;
    private readonly WireReader _reader;
    private readonly Random _random;
    private readonly bool _isStream;
    private readonly bool _isPacked;
    private byte[] _held = [];

    private GeneratedForm(
        int seed, GatewayEncoding encoding, GatewayCompression compression, TestCompressor compressor, string name, bool isPacked = false)
    {
        Encoding = encoding;
        _name = $"{encoding} {compression} {name}";
        _compressor = compressor;
        _reader = new WireReader(compression, encoding);
        _random = new Random(seed);
        _isStream = compression.UrlValue is not null;
        _isPacked = isPacked;
    }

    public GatewayEncoding Encoding { get; }

    /// <summary>Gets every payload that comes out.</summary>
    public WireReader.PayloadHandler OnPayload
    {
        set => _reader.OnPayload = value;
    }

    /// <summary>Every encoding with every compression. The seed says with which settings.</summary>
    public static IEnumerable<GeneratedForm> All(int seed)
    {
        CompressionLevel[] levels = [CompressionLevel.Fastest, CompressionLevel.Optimal, CompressionLevel.SmallestSize];
        var level = levels[seed % levels.Length];
        var frameEach = seed % 2 == 0;
        int[] windows = [18, 10, 22];
        var window = windows[seed % windows.Length];
        foreach (var encoding in Enum.GetValues<GatewayEncoding>())
        {
            foreach (var compression in GatewayCompression.All.Where(c => c.Supports(encoding)))
            {
                var compressor = compression == GatewayCompression.ZlibStream ? new TestCompressor.Zlib(level)
                    : compression == GatewayCompression.ZstdStream ? new TestCompressor.Zstd(frameEach, 1 + (seed % 6), window)
                    : TestCompressor.For(compression);
                yield return new(seed, encoding, compression, compressor, $"{level}, frameEach {frameEach}, window {window}");
            }
        }

        yield return new(seed, GatewayEncoding.Etf, GatewayCompression.None, new TestCompressor.Each(), "compressed terms", isPacked: true);
    }

    /// <summary>Sends a payload: in one message, in several, or together with the next one.</summary>
    public void Send(byte[] payload)
    {
        var message = _isPacked ? Packed(payload) : _compressor.Compress(payload);
        if (!_isStream)
        {
            _reader.Receive(message);
            return;
        }

        byte[] bytes = _held.Length == 0 ? message : [.. _held, .. message];
        _held = [];
        switch (_random.Next(4))
        {
            case 0:
                _reader.Receive(bytes);
                break;
            case 1:
                var at = _random.Next(bytes.Length + 1);
                _reader.Receive(bytes.AsSpan(0, at));
                _reader.Receive(bytes.AsSpan(at));
                break;
            case 2:
                var most = _random.Next(1, 40);
                for (var from = 0; from < bytes.Length;)
                {
                    var length = Math.Min(_random.Next(1, most + 1), bytes.Length - from);
                    _reader.Receive(bytes.AsSpan(from, length));
                    from += length;
                }

                break;
            default:
                _held = bytes;
                break;
        }
    }

    /// <summary>Sends what waits for a next one.</summary>
    public void SendRest()
    {
        if (_held.Length > 0)
            _reader.Receive(_held);
    }

    public override string ToString() => _name;

    public void Dispose()
    {
        _reader.Dispose();
        _compressor.Dispose();
    }

    private byte[] Packed(byte[] payload)
    {
        var size = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(size, payload.Length - 1);
        return [131, 80, .. size, .. _compressor.Compress(payload[1..])];
    }
}
