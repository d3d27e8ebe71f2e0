using System.Security.Cryptography;
using Gateway.Core;

namespace Gateway.Shard.WebsocketClient;

/// <summary>How an <see cref="HttpGatewayInfoSource"/> asks. Immutable; checked once, by the source's constructor.</summary>
public sealed record HttpGatewayInfoSourceOptions
{
    /// <summary>The bot's token. Sent to <see cref="BaseAddress"/> and shown nowhere.</summary>
    public required BotToken Token { get; init; }

    /// <summary>Where the API is. Default <c>https://discord.com/api/v10/</c>; an absolute http or https URL. A missing slash at its end is added.</summary>
    public Uri BaseAddress { get; init; } = new("https://discord.com/api/v10/");

    /// <summary>The HTTP stack to use. Default: null, one of the source's own. One that is given is not disposed by the source.</summary>
    public HttpMessageHandler? MessageHandler { get; init; }

    /// <summary>The User-Agent, always sent. Default <c>DiscordBot (Gateway.Shard.WebsocketClient, version)</c>; Discord asks for <c>DiscordBot (url, version)</c>.</summary>
    public string UserAgent { get; init; } = DefaultUserAgent.Value;

    /// <summary>Time for one request and its answer. Default 10 s; more than zero.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests made before the source gives up and throws. Default 4; range 1 to 20.</summary>
    public int MaxAttempts { get; init; } = 4;

    /// <summary>
    /// How long one call waits in all between its attempts, told waits (429) included. Default 8 s, which fits into
    /// a shard's 20 s for a dial; zero or more. A wait that does not fit is not begun: the call throws at once and says how
    /// long Discord asked to stay away, and the shard waits for that long.
    /// </summary>
    public TimeSpan MaxTotalWait { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// The wait after the first failure that names none; it doubles each time, up to 10 s, and a random part of its second
    /// half is taken off. Default 1 s; more than zero.
    /// </summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long an answer serves later calls that do not ask for a refresh. Default 1 min; zero or more. Short, because the
    /// identify budget in it changes; when asking again fails, the old answer still serves.
    /// </summary>
    public TimeSpan CacheDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of time-outs, waits and the cache. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Randomness of the back-off: from 0 (included) to 1 (not included). Default: the system's.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>Throws one exception that names everything that is out of range.</summary>
    internal void Validate()
    {
        var faults = new List<string>();
        if (Token is null)
            faults.Add($"{nameof(Token)} is null.");
        if (BaseAddress is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            faults.Add($"{nameof(BaseAddress)} is not an absolute http or https URL.");
        if (!UserAgentRule.IsValid(UserAgent))
            faults.Add($"{nameof(UserAgent)} is not a User-Agent. {UserAgentRule.Allowed}");
        CheckWait(faults, nameof(RequestTimeout), RequestTimeout, zeroAllowed: false);
        CheckWait(faults, nameof(MaxTotalWait), MaxTotalWait, zeroAllowed: true);
        CheckWait(faults, nameof(BackoffBase), BackoffBase, zeroAllowed: false);
        CheckWait(faults, nameof(CacheDuration), CacheDuration, zeroAllowed: true);
        if (MaxAttempts is < 1 or > 20)
            faults.Add($"{nameof(MaxAttempts)} is {MaxAttempts}. Allowed: 1 to 20.");
        if (TimeProvider is null)
            faults.Add($"{nameof(TimeProvider)} is null.");
        if (Jitter is null)
            faults.Add($"{nameof(Jitter)} is null.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(' ', faults), "options");
    }

    private static void CheckWait(List<string> faults, string name, TimeSpan value, bool zeroAllowed)
    {
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !zeroAllowed) || value > TimeSpan.FromDays(1))
            faults.Add($"{name} is {value}. Allowed: {(zeroAllowed ? "zero" : "more than zero")} to one day.");
    }
}
