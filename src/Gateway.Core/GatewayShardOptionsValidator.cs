using System.Text;
using Gateway.Core.Protocol;

namespace Gateway.Core;

/// <summary>Checks options as a whole, and derives from them what the shard works with.</summary>
public static class GatewayShardOptionsValidator
{
    // The longest token that is allowed for, when the size of an Identify is checked before one is known.
    private const int TokenBytes = 1024;

    /// <summary>All violations, each naming the option, its value and what is allowed. Empty: the options are fine.</summary>
    public static IReadOnlyList<string> Validate(GatewayShardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var violations = new List<string>();
        Check(options, violations);
        return violations;
    }

    /// <summary>Throws when there is a violation; otherwise answers with what Identify asks for.</summary>
    internal static (GatewayIntents Intents, EventSelection? Selection) ThrowIfInvalid(GatewayShardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var violations = new List<string>();
        var derived = Check(options, violations);
        if (violations.Count == 0)
        {
            return derived;
        }

        var text = new StringBuilder("The shard's options are not valid:");
        foreach (var violation in violations)
        {
            text.Append("\n- ").Append(violation);
        }

        throw new ArgumentException(text.ToString(), nameof(options));
    }

    private static (GatewayIntents, EventSelection?) Check(GatewayShardOptions options, List<string> violations)
    {
        NotNull(violations, nameof(options.Token), options.Token);
        NotNull(violations, nameof(options.GatewayInfo), options.GatewayInfo);
        NotNull(violations, nameof(options.Properties), options.Properties);
        NotNull(violations, nameof(options.Compression), options.Compression);
        NotNull(violations, nameof(options.Delivery), options.Delivery);
        NotNull(violations, nameof(options.ReconnectPolicy), options.ReconnectPolicy);
        NotNull(violations, nameof(options.CloseCodes), options.CloseCodes);
        NotNull(violations, nameof(options.Timeouts), options.Timeouts);
        NotNull(violations, nameof(options.Recovery), options.Recovery);
        NotNull(violations, nameof(options.TimeProvider), options.TimeProvider);
        NotNull(violations, nameof(options.Scheduler), options.Scheduler);
        if (violations.Count > 0)
        {
            return default;
        }

        Range(violations, nameof(options.LargeThreshold), options.LargeThreshold, 50, 250);
        Range(violations, nameof(options.Capabilities), options.Capabilities, 0, long.MaxValue);
        Range(violations, nameof(options.MaxMessageBytes), options.MaxMessageBytes, 65_536, 1 << 30);
        Range(violations, nameof(options.MaxPendingCommands), options.MaxPendingCommands, 1, 100_000);
        Range(violations, "Delivery.QueueCapacity", options.Delivery.QueueCapacity, 1, 10_000_000);
        Range(violations, "Delivery.QueueBytes", options.Delivery.QueueBytes, 65_536, long.MaxValue);
        Defined(violations, "Delivery.Mode", options.Delivery.Mode);
        Defined(violations, "Delivery.Overflow", options.Delivery.Overflow);
        CheckWireFormat(options, violations);
        Defined(violations, nameof(options.HeartbeatSequence), options.HeartbeatSequence);
        CheckTimes(options, violations);
        CheckSession(options, violations);
        var derived = DeriveIntents(options, violations);
        if (violations.Count == 0)
        {
            CheckIdentifySize(options, derived.Item1, violations);
        }

        return derived;
    }

    private static (GatewayIntents, EventSelection?) DeriveIntents(GatewayShardOptions options, List<string> violations)
    {
        var namesEvents = options.GuildEvents is not null || options.DirectMessageEvents is not null;
        if (options.Intents is { } intents)
        {
            if (namesEvents)
            {
                violations.Add(
                    "Intents and GuildEvents/DirectMessageEvents are both set. Allowed: explicit intents, or events from which they are derived.");
            }

            if ((intents & ~GatewayIntents.All) != 0)
            {
                violations.Add($"Intents is {(long)intents}. Allowed: a combination of the named flags (mask {(long)GatewayIntents.All}).");
            }

            return (intents | (options.MessageContent ? GatewayIntents.MessageContent : GatewayIntents.None), null);
        }

        if (!namesEvents)
        {
            violations.Add("Neither Intents nor GuildEvents/DirectMessageEvents is set. Allowed: one of them; GatewayIntents.None asks for nothing.");
            return default;
        }

        var selection = EventSelection.TryCreate(
            options.GuildEvents, options.DirectMessageEvents, violations,
            options.MessageContent ? GatewayIntents.MessageContent : GatewayIntents.None);
        return (selection?.Intents ?? GatewayIntents.None, selection);
    }

    private static void CheckWireFormat(GatewayShardOptions options, List<string> violations)
    {
        var (encoding, compression) = (options.Encoding, options.Compression);
        if (!Enum.IsDefined(encoding))
        {
            Defined(violations, nameof(options.Encoding), encoding);
            return;
        }

        if (!compression.Supports(encoding))
        {
            var allowed = GatewayCompression.All.Where(c => c.Supports(encoding));
            violations.Add($"Compression is {compression}. Allowed with the encoding {encoding}: {string.Join(", ", allowed)}.");
        }

        if (compression.FindObstacle() is { } obstacle)
        {
            violations.Add($"Compression is {compression}, which cannot be used here: {obstacle}");
        }
    }

    private static void CheckTimes(GatewayShardOptions options, List<string> violations)
    {
        var day = TimeSpan.FromDays(1);
        foreach (var (name, value) in options.Timeouts.All)
        {
            if (value <= TimeSpan.Zero || value > day)
            {
                violations.Add($"Timeouts.{name} is {value}. Allowed: more than 0, at most 1 day.");
            }
        }

        var recovery = options.Recovery;
        Range(violations, "Recovery.ResumeUrlAttempts", recovery.ResumeUrlAttempts, 1, 1000);
        Range(violations, "Recovery.ResumeAttempts", recovery.ResumeAttempts, 1, 1000);
        Range(violations, "Recovery.MalformedFramesInARow", recovery.MalformedFramesInARow, 1, 1000);
        foreach (var (name, value) in new (string, TimeSpan)[]
        {
            (nameof(recovery.SessionLifetime), recovery.SessionLifetime),
            (nameof(recovery.InvalidSessionWaitMin), recovery.InvalidSessionWaitMin),
            (nameof(recovery.InvalidSessionWaitMax), recovery.InvalidSessionWaitMax),
            (nameof(recovery.RateLimitedWaitMin), recovery.RateLimitedWaitMin),
            (nameof(recovery.RateLimitedWaitMax), recovery.RateLimitedWaitMax),
            (nameof(recovery.DialSpacing), recovery.DialSpacing),
            (nameof(recovery.RetryAfterMax), recovery.RetryAfterMax),
        })
        {
            if (value < TimeSpan.Zero || value > day)
            {
                violations.Add($"Recovery.{name} is {value}. Allowed: 0 to 1 day.");
            }
        }

        if (recovery.InvalidSessionWaitMin > recovery.InvalidSessionWaitMax)
        {
            violations.Add($"Recovery.InvalidSessionWaitMin is {recovery.InvalidSessionWaitMin}. Allowed: at most InvalidSessionWaitMax, {recovery.InvalidSessionWaitMax}.");
        }

        if (recovery.RateLimitedWaitMin > recovery.RateLimitedWaitMax)
        {
            violations.Add($"Recovery.RateLimitedWaitMin is {recovery.RateLimitedWaitMin}. Allowed: at most RateLimitedWaitMax, {recovery.RateLimitedWaitMax}.");
        }
    }

    private static void CheckSession(GatewayShardOptions options, List<string> violations)
    {
        if (options.Session is not { } session)
        {
            return;
        }

        if (session.ShardIndex != options.Shard.Index || session.ShardCount != options.Shard.Count)
        {
            violations.Add($"Session is of shard {session.ShardIndex}/{session.ShardCount}. Allowed: one of shard {options.Shard}.");
        }

        if (string.IsNullOrEmpty(session.SessionId) || session.SessionId.Length > 256)
        {
            violations.Add("Session.SessionId is empty or longer than 256 characters. Allowed: what READY gave.");
        }

        if (session.Sequence < 0)
        {
            violations.Add($"Session.Sequence is {session.Sequence}. Allowed: 0 or more.");
        }

        if (session.ResumeUrl is not null && !GatewayUrl.TryValidate(session.ResumeUrl, out var violation))
        {
            violations.Add($"Session.ResumeUrl: {violation}");
        }
    }

    private static void CheckIdentifySize(GatewayShardOptions options, GatewayIntents intents, List<string> violations)
    {
        var settings = new IdentifySettings
        {
            Shard = options.Shard,
            Intents = intents,
            Properties = options.Properties,
            LargeThreshold = options.LargeThreshold,
            Capabilities = options.Capabilities,
            PayloadCompression = options.Compression.IsAskedForInIdentify,
        };
        try
        {
            PayloadWriter.Identify(settings, options.Presence, new string('x', TokenBytes), options.Encoding);
        }
        catch (ArgumentException)
        {
            violations.Add(
                $"Properties and Presence are too long. Allowed: an Identify of at most {PayloadWriter.MaxPayloadBytes} bytes, of which {TokenBytes} are kept for the token.");
        }
    }

    private static void NotNull(List<string> violations, string name, object? value)
    {
        if (value is null)
        {
            violations.Add($"{name} is null. Allowed: a value.");
        }
    }

    private static void Range(List<string> violations, string name, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            violations.Add($"{name} is {value}. Allowed: {min} to {max}.");
        }
    }

    private static void Defined<T>(List<string> violations, string name, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            violations.Add($"{name} is {value}. Allowed: {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }
}
