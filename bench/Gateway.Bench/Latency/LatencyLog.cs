using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Gateway.Bench.Server;

namespace Gateway.Bench.Latency;

/// <summary>The age of each event at the moment it is handled: the server's stamp is of the same clock.</summary>
internal sealed class LatencyLog(int events)
{
    private const double WarmUpPart = 0.2; // Of all events; the first ones run code that is not compiled yet.
    private static readonly byte[] Key = Encoding.ASCII.GetBytes(PacedBlast.StampKey);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly double[] _ages = new double[events];
    private int _count;

    /// <summary>Completes with the last event.</summary>
    public Task Done => _done.Task;

    public Percentiles Result => Percentiles.Of(_ages.AsSpan((int)(events * WarmUpPart)));

    /// <summary>Takes the body of an event.</summary>
    public void OnEvent(ReadOnlySpan<byte> data)
    {
        if (!data.StartsWith(Key) || !Utf8Parser.TryParse(data[Key.Length..(Key.Length + PacedBlast.StampDigits)], out long sentAt, out _))
        {
            throw new InvalidOperationException("The event has no stamp.");
        }

        _ages[_count++] = Stopwatch.GetElapsedTime(sentAt).TotalSeconds;
        if (_count == events)
        {
            _done.SetResult();
        }
    }
}
