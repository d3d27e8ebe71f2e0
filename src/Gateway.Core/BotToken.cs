namespace Gateway.Core;

/// <summary>
/// A bot token, or the way to get one. Never shows its value: <see cref="ToString"/> answers with a mask.
/// </summary>
/// <remarks>A leading <c>Bot </c> and surrounding white space are taken off; line breaks inside are refused.</remarks>
public sealed class BotToken
{
    private const string Prefix = "Bot";
    private readonly string? _value;
    private readonly Func<CancellationToken, ValueTask<string>>? _source;

    private BotToken(string? value, Func<CancellationToken, ValueTask<string>>? source)
    {
        _value = value;
        _source = source;
    }

    /// <summary>A token that does not change.</summary>
    /// <exception cref="ArgumentException">The token is empty, or contains a line break or another control character.</exception>
    public static implicit operator BotToken(string token) => FromString(token);

    /// <summary>A token that does not change.</summary>
    /// <exception cref="ArgumentException">The token is empty, or contains a line break or another control character.</exception>
    public static BotToken FromString(string token) => new(Normalize(token), null);

    /// <summary>A token that is asked for at each Identify and Resume, so that it can be rotated while the shard runs.</summary>
    /// <param name="source">Called by the driver, never concurrently for one shard, with a deadline.</param>
    public static BotToken FromSource(Func<CancellationToken, ValueTask<string>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new BotToken(null, source);
    }

    /// <summary>Answers with the token as it goes on the wire. Handle with care.</summary>
    /// <exception cref="ArgumentException">The source answered with a token that cannot be one.</exception>
    public ValueTask<string> GetAsync(CancellationToken cancellationToken) =>
        _source is null ? new ValueTask<string>(_value!) : AskAsync(_source, cancellationToken);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    private static async ValueTask<string> AskAsync(
        Func<CancellationToken, ValueTask<string>> source, CancellationToken cancellationToken) =>
        Normalize(await source(cancellationToken).ConfigureAwait(false));

    // The message says what is wrong without quoting the value: it is a secret.
    private static string Normalize(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var trimmed = token.AsSpan().Trim();
        if (trimmed.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && (trimmed.Length == Prefix.Length || char.IsWhiteSpace(trimmed[Prefix.Length])))
        {
            trimmed = trimmed[Prefix.Length..].TrimStart();
        }

        if (trimmed.IsEmpty)
        {
            throw new ArgumentException("The bot token is empty. Allowed: the token of the bot's page in the developer portal.", nameof(token));
        }

        foreach (var c in trimmed)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
            {
                throw new ArgumentException(
                    "The bot token contains a line break, white space or a control character inside. Allowed: one line without white space.",
                    nameof(token));
            }
        }

        return trimmed.ToString();
    }
}
