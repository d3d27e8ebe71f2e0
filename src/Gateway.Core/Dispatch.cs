using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Core.Delivery;
using Gateway.Core.Protocol;

namespace Gateway.Core;

/// <summary>
/// One event. A small value over pooled bytes: valid until the task that the handler returns has completed, or, as an
/// item of a stream, until the next item is asked for. <see cref="Detach"/> makes a copy that stays.
/// </summary>
/// <remarks>Using it later throws <see cref="ObjectDisposedException"/>.</remarks>
public readonly struct Dispatch
{
    private readonly PooledMessage? _message;
    private readonly int _version;
    private readonly ReadOnlyMemory<byte> _data;

    internal Dispatch(ShardId shard, in GatewayEnvelope envelope, PooledMessage message, bool possibleDuplicate = false)
    {
        Shard = shard;
        Name = envelope.EventName ?? "";
        Event = envelope.Event;
        Sequence = envelope.Sequence;
        PossibleDuplicate = possibleDuplicate;
        _message = message;
        _version = message.Version;
        _data = message.WrittenMemory.Slice(envelope.DataStart, envelope.DataLength);
    }

    private Dispatch(in Dispatch source, byte[] data)
    {
        Shard = source.Shard;
        Name = source.Name;
        Event = source.Event;
        Sequence = source.Sequence;
        PossibleDuplicate = source.PossibleDuplicate;
        _data = data;
    }

    /// <summary>The shard it came from.</summary>
    public ShardId Shard { get; }

    /// <summary>The name of the event, as in <c>MESSAGE_CREATE</c>; also of events that nobody has documented. Empty when Discord sent none.</summary>
    public string Name { get; }

    /// <summary>The row of the event table; null for an event that is not documented.</summary>
    public DispatchEventInfo? Event { get; }

    /// <summary>The sequence in the session; null when Discord sent none.</summary>
    public long? Sequence { get; }

    /// <summary>
    /// Whether another shard may deliver this event too, or has delivered it: only while a fleet is resharded, and only in the few seconds in
    /// which a guild goes from its old shard to its new one. Of two deliveries of one event at least the second has the mark.
    /// </summary>
    public bool PossibleDuplicate { get; }

    /// <summary>
    /// The body of the event, UTF-8 JSON, as it came; empty when Discord sent none. Not validated: the library does not
    /// walk the bodies of events, whoever decodes them does. What came as ETF is turned into the same JSON when it is asked
    /// for the first time.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The dispatch is no longer valid.</exception>
    /// <exception cref="JsonException">The body came as ETF and has no form in JSON. The session does not suffer from it.</exception>
    public ReadOnlyMemory<byte> Data
    {
        get
        {
            if (_message is not null && _message.Version != _version)
            {
                throw new ObjectDisposedException(
                    nameof(Dispatch), $"The dispatch {Name} is used after its handler has completed. Use {nameof(Detach)} to keep it.");
            }

            return _message is { IsEtf: true } && !_data.IsEmpty ? JsonOf(_message) : _data;
        }
    }

    /// <summary>Decodes the body.</summary>
    /// <param name="typeInfo">What to decode to, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="JsonException">The body is not what the type expects. The session does not suffer from it.</exception>
    /// <exception cref="ObjectDisposedException">The dispatch is no longer valid.</exception>
    public T? Decode<T>(JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return JsonSerializer.Deserialize(Data.Span, typeInfo);
        }
        catch (JsonException) when (_message?.UnreadBody is not null && CheckedData().Length != _data.Length)
        {
            return JsonSerializer.Deserialize(CheckedData().Span, typeInfo);
        }
    }

    /// <summary>A copy that stays valid.</summary>
    /// <exception cref="ObjectDisposedException">The dispatch is no longer valid.</exception>
    /// <exception cref="JsonException">The body came as ETF and has no form in JSON.</exception>
    public Dispatch Detach()
    {
        var data = Data;
        return new(this, (_message is { UnreadBody: not null, IsEtf: false } && !data.IsEmpty ? CheckedData() : data).ToArray());
    }

    private ReadOnlyMemory<byte> JsonOf(PooledMessage message)
    {
        try
        {
            return message.JsonOf(_data.Span);
        }
        catch (JsonException)
        {
            CheckedData(); // A body that was taken unread and is broken ends the trust in those to come.
            throw;
        }
    }

    // The body without what may have come behind it. A broken one stays as it is: whoever decodes it hears of it.
    private ReadOnlyMemory<byte> CheckedData() =>
        _message?.UnreadBody is { } trust && trust.TryCheck(_message.WrittenSpan, _data.Length, out var envelope)
            ? _message.WrittenMemory.Slice(envelope.DataStart, envelope.DataLength)
            : _data;

    /// <summary>Shard, name and sequence; never the body.</summary>
    public override string ToString() => $"{Name} s={Sequence} shard={Shard}";
}
