using System.Text;
using Gateway.Simulator.Wire;

namespace Gateway.Simulator.Faults;

/// <summary>What can go wrong between a payload and the socket.</summary>
public sealed partial class GatewayFaults
{
    /// <summary>Sends a payload of the caller's choice, in the encoding and compression of each connection: any opcode, in any state.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="json">The payload, such as <c>{"t":null,"s":null,"op":7,"d":null}</c>. Not checked.</param>
    public int SendPayload(Target target, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        ReadOnlyMemory<byte> payload = Encoding.UTF8.GetBytes(json);
        return Each(FaultVerb.Payload, payload.Length, target, (c, _) => c.Send(payload));
    }

    /// <summary>
    /// Sends a binary message that no decoder takes: with transport compression garbage inside the stream, which is lost
    /// from there on for good; without, neither zlib nor ETF nor JSON.
    /// </summary>
    public int Corrupt(Target target) => Each(FaultVerb.Corrupt, 0, target, (c, _) => c.SendMessage(Garbage.Message, text: false));

    /// <summary>
    /// Cuts the next messages in two WebSocket messages. With zlib-stream a client has to put them together again; with
    /// anything else it cannot.
    /// </summary>
    /// <param name="target">Which connections.</param>
    /// <param name="at">How many bytes the first part has, 1 or more; at most all but one.</param>
    /// <param name="count">How many messages, 1 or more.</param>
    public int Split(Target target, int at, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Each(FaultVerb.Split, at, target, (c, _) => c.Meddle().Split(at, count));
    }

    /// <summary>Sends the next messages in WebSocket frames of so many bytes. In memory, where there are no frames, nothing is seen of it.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="bytes">The largest frame, 1 or more.</param>
    /// <param name="count">How many messages, 1 or more.</param>
    public int Fragment(Target target, int bytes, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Each(FaultVerb.Fragment, bytes, target, (c, _) => c.Meddle().Fragment(bytes, count));
    }

    /// <summary>
    /// Holds the next payloads back until there are so many, then sends all in one WebSocket message. A decoder of
    /// zlib-stream or zstd-stream reads them one behind the other; without compression they are no payload any more.
    /// </summary>
    /// <param name="target">Which connections.</param>
    /// <param name="count">How many payloads, 1 or more. A close frame releases them earlier.</param>
    public int MergeMessages(Target target, int count = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Each(FaultVerb.MergeMessages, count, target, (c, _) => c.Meddle().Merge(count));
    }

    /// <summary>Holds the next messages back until there are so many, then puts the frames of all into one write to the socket.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="count">How many messages, 1 or more. A close frame releases them earlier.</param>
    public int MergeWrites(Target target, int count = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Each(FaultVerb.MergeWrites, count, target, (c, _) => c.Meddle().Batch(count));
    }

    /// <summary>
    /// With zlib-stream, sends the next messages without the <c>00 00 FF FF</c> at their end, which comes at the head of
    /// the message after instead: nothing is lost to a client that feeds its decoder with every message. Else it waits.
    /// </summary>
    /// <param name="target">Which connections.</param>
    /// <param name="count">How many messages, 1 or more.</param>
    public int HoldSuffix(Target target, int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Each(FaultVerb.HoldSuffix, count, target, (c, _) => c.Meddle().HoldSuffix(count));
    }

    /// <summary>
    /// Sends the header of a binary message of 2^<paramref name="exponent"/> bytes. A client takes all that is sent after
    /// it for its body.
    /// </summary>
    /// <param name="target">Which connections.</param>
    /// <param name="exponent">17 to 62. Default 40.</param>
    public int Announce(Target target, int exponent = 40)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exponent, 17);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, 62);
        return Each(FaultVerb.Announce, exponent, target, (c, _) => c.Peer.Announce(1L << exponent));
    }

    /// <summary>Puts bytes on the socket, between two frames. In memory a client's connection ends there, as over any bytes that are no frame.</summary>
    public int SendUnframed(Target target, ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory<byte> copy = bytes.ToArray();
        return Each(FaultVerb.Unframed, bytes.Length, target, (c, _) => c.Peer.SendUnframed(copy));
    }

    /// <summary>From here on the server writes a few bytes, waits, writes a few more.</summary>
    /// <param name="target">Which connections.</param>
    /// <param name="bytes">How many at a time; 0 takes it back.</param>
    /// <param name="pause">The wait, by the server's clock, 0 or more.</param>
    public int Drip(Target target, int bytes, TimeSpan pause)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(pause, TimeSpan.Zero);
        return Each(FaultVerb.Drip, bytes, target, (c, _) => c.Peer.Drip(bytes, pause));
    }
}
