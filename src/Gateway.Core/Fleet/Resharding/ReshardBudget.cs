using Gateway.Core.Transport;

namespace Gateway.Core.Fleet.Resharding;

/// <summary>Whether there are identifies enough for another set of shards, asked before the first of them is spent.</summary>
internal static class ReshardBudget
{
    private const double ReservePart = 0.05; // As the fleet keeps for itself.
    private const int LeastReserve = 10;

    /// <returns>How many identifies may be sent at once; 1 when it is not known.</returns>
    /// <exception cref="ReshardFailedException">There are too few, or it cannot be known.</exception>
    public static async ValueTask<int> CheckAsync(FleetContext context, int shards, ReshardOptions options, CancellationToken cancellationToken)
    {
        GatewayInfo info;
        try
        {
            info = await context.Options.Shard.GatewayInfo.GetAsync(refresh: true, cancellationToken).ConfigureAwait(false);
        }
        catch (TransportConnectException e)
        {
            throw new ReshardFailedException(
                ReshardFailure.BudgetUnknown, "The fleet is not resharded: the identify budget could not be asked for.", e);
        }

        if (info.SessionStartLimit is not { } limit)
        {
            return 1; // A source that knows no budget, as one with a fixed address: whoever chose it has no check.
        }

        context.Template.IdentifyLimiter!.Update(limit);
        var kept = context.Governor?.Status; // Has been told just now, and knows what is on its way.
        var left = Math.Min(limit.Remaining, kept?.Left ?? limit.Remaining);
        var reserve = options.IdentifyReserve ?? kept?.Reserve ?? Math.Max(LeastReserve, (int)Math.Ceiling(limit.Total * ReservePart));
        reserve = Math.Max(reserve, kept?.Reserve ?? 0); // Below its own the governor lets nothing go.
        if (left - reserve < shards)
        {
            throw new ReshardFailedException(
                ReshardFailure.Budget,
                $"The fleet is not resharded: {shards} identifies are needed, {left} of {limit.Total} are left and {reserve} are kept in reserve. They come back in {limit.ResetAfter}.");
        }

        return Math.Max(1, limit.MaxConcurrency);
    }
}
