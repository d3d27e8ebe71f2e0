using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Bench.Server;

/// <summary>Events at an even rate. Every one says when it was written, on the clock of this host.</summary>
internal static class PacedBlast
{
    /// <summary>How a body begins; the ticks of <see cref="Stopwatch"/> follow, in <see cref="StampDigits"/> digits.</summary>
    public const string StampKey = "{\"nonce\":\"";

    public const int StampDigits = 19;

    /// <summary>Writes them, and gives the last sequence.</summary>
    public static long Write(Socket socket, long sequence, int perSecond, int events)
    {
        var served = new ServedEvent("MESSAGE_CREATE", 0, Stamped(ServedEvents.Messages[0].Data));
        var writer = new FrameWriter(64 * 1024);
        var startedAt = Stopwatch.GetTimestamp();
        for (var i = 0; i < events; i++)
        {
            var dueAt = startedAt + (long)(i * (double)Stopwatch.Frequency / perSecond);
            while (Stopwatch.GetTimestamp() < dueAt)
            {
                Thread.SpinWait(20);
            }

            writer.Clear();
            writer.Write(served, ++sequence, asEtf: false);
            Stamp(writer.WrittenSpan);
            socket.Send(writer.Written.Span);
        }

        return sequence;
    }

    private static string Stamped(byte[] data) =>
        string.Concat(StampKey, new string('0', StampDigits), "\",", Encoding.UTF8.GetString(data.AsSpan(1)));

    private static void Stamp(Span<byte> frame)
    {
        var at = frame.IndexOf(Encoding.ASCII.GetBytes(StampKey)) + StampKey.Length;
        Utf8Formatter.TryFormat(Stopwatch.GetTimestamp(), frame[at..], out _, new('D', StampDigits));
    }
}
