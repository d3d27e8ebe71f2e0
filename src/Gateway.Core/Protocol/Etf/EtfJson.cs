using System.Buffers;

namespace Gateway.Core.Protocol.Etf;

/// <summary>
/// Turns terms into the JSON that Discord would have sent: the same keys, whether they were atoms or binaries, and ids as
/// strings. What has no meaning in JSON is refused.
/// </summary>
/// <remarks>
/// <para>Integers above 2^53 become strings, because only ids and permission sets are that large, and these are strings in
/// Discord's JSON. Smaller ones do so under the key of an id (<c>…_id</c>, <c>…_ids</c>, and lists of ids such as
/// <c>mention_roles</c>). Under <c>id</c>, and under keys that Discord uses for small numbers too (<c>answer_id</c>), they do so
/// from 2^32: no snowflake is smaller, while the id of a component or of a poll's answer is.</para>
/// <para>Lists come as LIST, as STRING or as NIL, tuples are lists, <c>nil</c>, <c>null</c> and <c>undefined</c> are null, other atoms
/// are strings. Keys named <c>__struct__</c> leak from the gateway's own language and are left out.</para>
/// </remarks>
public static class EtfJson
{
    /// <summary>Writes one term as JSON.</summary>
    /// <param name="term">The term, without version byte.</param>
    /// <param name="destination">Gets the JSON in UTF-8; at most six times as long as the term, and a little. After false it holds what was written before the fault.</param>
    /// <returns>False: it is not one whole term, too deep, a text is not UTF-8, a number is none, or a key is neither text nor integer.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> term, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var writer = new EtfJsonWriter(term, new JsonText(destination));
        return writer.TryWriteAll();
    }
}
