using System.Reflection;
using System.Runtime.InteropServices;

namespace Gateway.Interop.Zstd;

/// <summary>What a compressor does after it has taken its input (<c>ZSTD_EndDirective</c>).</summary>
internal enum ZstdDirective
{
    /// <summary>Keeps what it likes for later.</summary>
    Continue,

    /// <summary>Ends the block, so that a reader can read everything so far.</summary>
    Flush,

    /// <summary>Ends the frame.</summary>
    End,
}

/// <summary>
/// The system's libzstd, 1.4 or later, found at run time: .NET 10 has no zstd of its own. Nothing of this may be
/// called while <see cref="IsAvailable"/> is false. This one file is compiled into each project that needs it, and
/// therefore refers to none of them.
/// </summary>
internal static unsafe partial class LibZstd
{
    /// <summary>The oldest version with <c>ZSTD_compressStream2</c> and the parameters in its stable interface.</summary>
    private const uint OldestVersion = 10400;

    private const string Library = "libzstd";

    private static readonly nint Handle = Load();

    static LibZstd()
    {
        if (Handle != 0)
        {
            NativeLibrary.SetDllImportResolver(typeof(LibZstd).Assembly, Resolve);
            VersionNumber = NativeVersionNumber();
        }
    }

    /// <summary>Whether the library was found and is recent enough. Decided once a process.</summary>
    public static bool IsAvailable => VersionNumber >= OldestVersion;

    /// <summary>Such as 10504 for 1.5.4; 0 when there is no library.</summary>
    public static uint VersionNumber { get; }

    /// <summary>Makes a compressor without checksum, content size and dictionary id, as Discord's gateway has it.</summary>
    /// <param name="level">1 to 22.</param>
    /// <param name="windowLog">Base-2 logarithm of the window, 10 to 27.</param>
    /// <exception cref="ZstdException">A parameter is out of range, or there is no memory.</exception>
    public static ZstdCompressor CreateCompressor(int level, int windowLog)
    {
        var compressor = NativeCreateCompressor();
        if (compressor.IsInvalid)
        {
            throw new ZstdException("Not enough memory for a zstd compression context.");
        }

        Span<(int Parameter, int Value)> settings = [(100, level), (101, windowLog), (200, 0), (201, 0), (202, 0)];
        foreach (var (parameter, value) in settings)
        {
            Check(NativeSetParameter(compressor, parameter, value));
        }

        return compressor;
    }

    /// <summary>Makes a decompressor.</summary>
    /// <param name="maxWindowLog">Base-2 logarithm of the largest window it takes, 10 to 31: what it may cost in memory.</param>
    /// <exception cref="ZstdException">The parameter is out of range, or there is no memory.</exception>
    public static ZstdDecompressor CreateDecompressor(int maxWindowLog)
    {
        var decompressor = NativeCreateDecompressor();
        if (decompressor.IsInvalid)
        {
            throw new ZstdException("Not enough memory for a zstd decompression context.");
        }

        Check(NativeSetParameter(decompressor, 100, maxWindowLog));
        return decompressor;
    }

    /// <summary>Compresses some of the input into some of the output.</summary>
    /// <param name="compressor">The context. One caller at a time.</param>
    /// <param name="source">The input.</param>
    /// <param name="target">Room for output.</param>
    /// <param name="directive">What to do once the input is taken.</param>
    /// <param name="consumed">Bytes of the input that were taken.</param>
    /// <param name="written">Bytes of output.</param>
    /// <returns>0 when the directive is fulfilled; else at least so many bytes of output are still to come.</returns>
    /// <exception cref="ZstdException">The library reports an error; it names it.</exception>
    public static nuint Compress(
        ZstdCompressor compressor, ReadOnlySpan<byte> source, Span<byte> target, ZstdDirective directive, out int consumed, out int written)
    {
        fixed (byte* from = source)
        fixed (byte* to = target)
        {
            var input = new NativeBuffer(from, source.Length);
            var output = new NativeBuffer(to, target.Length);
            var left = Check(NativeCompress(compressor, ref output, ref input, directive));
            consumed = (int)input.Position;
            written = (int)output.Position;
            return left;
        }
    }

    /// <summary>Decompresses some of the input into some of the output. Goes on behind the end of a frame with the next one.</summary>
    /// <param name="decompressor">The context. One caller at a time. Of no use any more after an error.</param>
    /// <param name="source">The input.</param>
    /// <param name="target">Room for output. When it was filled there may be more, even without further input.</param>
    /// <param name="consumed">Bytes of the input that were taken.</param>
    /// <param name="written">Bytes of output.</param>
    /// <returns>0 at the end of a frame; else a hint how many bytes of input come next.</returns>
    /// <exception cref="ZstdException">The input is no zstd, or the window is too large; it names the error.</exception>
    public static nuint Decompress(
        ZstdDecompressor decompressor, ReadOnlySpan<byte> source, Span<byte> target, out int consumed, out int written)
    {
        fixed (byte* from = source)
        fixed (byte* to = target)
        {
            var input = new NativeBuffer(from, source.Length);
            var output = new NativeBuffer(to, target.Length);
            var hint = Check(NativeDecompress(decompressor, ref output, ref input));
            consumed = (int)input.Position;
            written = (int)output.Position;
            return hint;
        }
    }

    private static nuint Check(nuint result) => NativeIsError(result) == 0
        ? result
        : throw new ZstdException("zstd: " + Marshal.PtrToStringUTF8((nint)NativeGetErrorName(result)));

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Library ? Handle : 0;

    private static nint Load()
    {
        // Named by its version where the unversioned name belongs to the development package only.
        string[] names = OperatingSystem.IsWindows() ? ["libzstd.dll", "zstd.dll"]
            : OperatingSystem.IsMacOS() ? ["libzstd.1.dylib", "libzstd.dylib", "/opt/homebrew/lib/libzstd.dylib", "/usr/local/lib/libzstd.dylib"]
            : ["libzstd.so.1", "libzstd.so"];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(LibZstd).Assembly, null, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_versionNumber")]
    private static partial uint NativeVersionNumber();

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint NativeIsError(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    private static partial byte* NativeGetErrorName(nuint result);

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    private static partial ZstdCompressor NativeCreateCompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    private static partial nuint NativeFreeCompressor(nint handle);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    private static partial nuint NativeSetParameter(ZstdCompressor compressor, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_compressStream2")]
    private static partial nuint NativeCompress(
        ZstdCompressor compressor, ref NativeBuffer output, ref NativeBuffer input, ZstdDirective directive);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    private static partial ZstdDecompressor NativeCreateDecompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint NativeFreeDecompressor(nint handle);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_setParameter")]
    private static partial nuint NativeSetParameter(ZstdDecompressor decompressor, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint NativeDecompress(ZstdDecompressor decompressor, ref NativeBuffer output, ref NativeBuffer input);

    /// <summary>Frees a context, whose kind the handle knows.</summary>
    internal static bool Free(nint handle, bool compressor)
        => NativeIsError(compressor ? NativeFreeCompressor(handle) : NativeFreeDecompressor(handle)) == 0;

    /// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>, which have the same layout.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct NativeBuffer(byte* start, int size)
    {
        public byte* Start = start;
        public nuint Size = (nuint)size;
        public nuint Position = 0;
    }
}

/// <summary>A compression context of libzstd. Not thread safe.</summary>
internal sealed class ZstdCompressor() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibZstd.Free(handle, compressor: true);
}

/// <summary>A decompression context of libzstd. Not thread safe.</summary>
internal sealed class ZstdDecompressor() : SafeHandle(0, ownsHandle: true)
{
    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibZstd.Free(handle, compressor: false);
}

/// <summary>An error that libzstd reported, by the name it has there.</summary>
internal sealed class ZstdException(string message) : Exception(message);
