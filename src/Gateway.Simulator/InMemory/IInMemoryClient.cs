namespace Gateway.Simulator.InMemory;

/// <summary>
/// The client's end of an in-memory connection. Every call comes through the gateway's <c>post</c>, in the order of
/// the wire, and never from inside a call to <see cref="InMemoryClientConnection"/>.
/// </summary>
public interface IInMemoryClient
{
    /// <summary>The upgrade was answered with 101. Comes once, before any message.</summary>
    void OnOpened();

    /// <summary>There is no connection. Comes once, instead of <see cref="OnOpened"/>, and is the last call.</summary>
    /// <param name="httpStatus">The status of the upgrade's answer; null when there was no answer at all.</param>
    /// <param name="retryAfter">The Retry-After header, if there was one.</param>
    void OnRefused(int? httpStatus, TimeSpan? retryAfter);

    /// <summary>A whole message.</summary>
    /// <param name="payload">The bytes. They are never written again and may be kept.</param>
    /// <param name="text">Whether it is a text message; else binary.</param>
    void OnMessage(ReadOnlyMemory<byte> payload, bool text);

    /// <summary>The connection is over. The last call. Does not come after the client's own abort.</summary>
    /// <param name="code">The code of the close frame; null when there was none, or an empty one.</param>
    /// <param name="reason">The reason of the close frame; null when there was no frame.</param>
    void OnClosed(int? code, string? reason);
}
