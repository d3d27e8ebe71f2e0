using System.Buffers.Text;

namespace StressBot.Account;

/// <summary>Finds the serial that the simulator writes as the first key of every body. Allocates nothing.</summary>
internal static class SerialProbe
{
    private static ReadOnlySpan<byte> Head => "{\"sim_serial\":"u8;

    /// <summary>The serial; 0 when the body has none.</summary>
    public static long Find(ReadOnlySpan<byte> data) =>
        data.StartsWith(Head) && Utf8Parser.TryParse(data[Head.Length..], out long serial, out _) ? serial : 0;
}
