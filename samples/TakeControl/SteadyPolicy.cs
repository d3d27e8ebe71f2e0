using Gateway.Core.Machine;

namespace TakeControl;

/// <summary>Dials at once after a connection that was Ready, then every few seconds; gives up after so many attempts.</summary>
internal sealed class SteadyPolicy(TimeSpan wait, int maxAttempts) : IReconnectPolicy
{
    // Identifying is what Discord counts (1000 a day): this part of the default is worth keeping.
    private readonly ExponentialReconnectPolicy _identify = new();

    public TimeSpan? GetDialDelay(in ReconnectContext context)
    {
        if (context.FailedAttempts >= maxAttempts)
        {
            return null; // The run ends with a GatewayClosedException.
        }

        // The random part keeps shards apart that were dropped together.
        return context.FailedAttempts == 0 ? TimeSpan.Zero : wait * (0.5 + context.Jitter);
    }

    public TimeSpan? GetIdentifyDelay(in ReconnectContext context) => _identify.GetIdentifyDelay(context);
}
