using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Gateway.Bench.Pipes;

/// <summary>A pipe without thread hops, and a queue of the messages' lengths beside it.</summary>
internal sealed class PipeStore(int segmentSize) : IMessageStore
{
    private readonly Queue<int> _lengths = new();
    private readonly byte[] _copy = new byte[PipeBench.MessageBytes];
    private readonly Pipe _pipe = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0,
        minimumSegmentSize: segmentSize, useSynchronizationContext: false));

    public int Splits { get; set; }

    public void Write(ReadOnlySpan<byte> message)
    {
        var length = message.Length;
        while (message.Length > 0)
        {
            var room = _pipe.Writer.GetSpan();
            var part = Math.Min(room.Length, message.Length);
            message[..part].CopyTo(room);
            _pipe.Writer.Advance(part);
            message = message[part..];
        }

        _lengths.Enqueue(length);
        var flush = _pipe.Writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
        {
            throw new UnreachableException("Without a threshold the writer never waits.");
        }
    }

    public byte Read()
    {
        _pipe.Reader.TryRead(out var result);
        var message = result.Buffer.Slice(0, _lengths.Dequeue());
        var last = LastOf(message);
        _pipe.Reader.AdvanceTo(message.End);
        return last;
    }

    private byte LastOf(ReadOnlySequence<byte> message)
    {
        if (message.IsSingleSegment)
        {
            return message.FirstSpan[^1];
        }

        Splits++;
        message.CopyTo(_copy);
        return _copy[^1];
    }
}
