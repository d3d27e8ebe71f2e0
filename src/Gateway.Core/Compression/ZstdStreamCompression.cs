using Gateway.Interop.Zstd;

namespace Gateway.Core.Compression;

internal sealed class ZstdStreamCompression : GatewayCompression
{
    public override string Name => nameof(ZstdStream);

    public override string UrlValue => "zstd-stream";

    public override string? FindObstacle()
    {
        const string install =
            "Install libzstd 1.4 or later (Debian, Ubuntu: apt install libzstd1; Alpine: apk add zstd-libs; Fedora: dnf install libzstd; "
            + "macOS: brew install zstd; Windows: libzstd.dll beside the program), or use ZlibStream.";
        return LibZstd.IsAvailable ? null
            : LibZstd.VersionNumber == 0 ? "libzstd was not found. " + install
            : $"libzstd {LibZstd.VersionNumber / 10000}.{LibZstd.VersionNumber / 100 % 100} is too old. " + install;
    }

    public override PayloadDecompressor CreateDecompressor() => new ZstdStreamDecompressor();
}
