using System.Globalization;
using Gateway.Simulator.Wire;

namespace Gateway.Simulator.Protocol;

/// <summary>What the query of the gateway URL asks for.</summary>
/// <param name="Version">The value of <c>v</c>; null when missing or no number.</param>
/// <param name="Encoding">JSON when missing; null when unknown.</param>
/// <param name="Compression">None when missing; null when unknown.</param>
internal readonly record struct GatewayQuery(int? Version, PayloadEncoding? Encoding, StreamCompression? Compression)
{
    /// <summary>9 and 10 are served.</summary>
    public bool IsServedVersion => Version is 9 or 10;

    public static GatewayQuery Parse(string query)
    {
        var asked = new GatewayQuery(null, PayloadEncoding.Json, StreamCompression.None);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
            asked = key switch
            {
                "v" => asked with { Version = VersionOf(value) },
                "encoding" => asked with { Encoding = EncodingOf(value) },
                "compress" => asked with { Compression = CompressionOf(value) },
                _ => asked,
            };
        }

        return asked;
    }

    private static int? VersionOf(string value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static PayloadEncoding? EncodingOf(string value) => value switch
    {
        "json" => PayloadEncoding.Json,
        "etf" => PayloadEncoding.Etf,
        _ => null,
    };

    /// <summary>Clients that can do without say so in three ways.</summary>
    private static StreamCompression? CompressionOf(string value) => value switch
    {
        "zlib-stream" => StreamCompression.Zlib,
        "zstd-stream" => StreamCompression.Zstd,
        "" or "false" or "uncompressed" => StreamCompression.None,
        _ => null,
    };
}
