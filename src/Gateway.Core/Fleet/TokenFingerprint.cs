using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Fleet;

/// <summary>Tells tokens apart without telling them. A token has far more than 64 random bits: the hash gives nothing away.</summary>
internal static class TokenFingerprint
{
    private const int Bytes = 8;

    public static string Of(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("gateway-core/1\0" + token)).AsSpan(0, Bytes));
}
