using Gateway.Simulator.Accounting;
using Gateway.Simulator.Protocol;

namespace Gateway.Simulator.Faults;

/// <content>What acts on the server as a whole, or on a bot.</content>
public sealed partial class GatewayFaults
{
    /// <summary>The resume URL takes no more connections; those it has stay.</summary>
    public void RetireResumeHost() => _state.Locked(() =>
    {
        _state.ResumeHostIsRetired = true;
        _log.Write(_state.Now, FaultVerb.RetireResumeHost);
    });

    /// <summary>Takes <see cref="RetireResumeHost"/> back.</summary>
    public void RestoreResumeHost() => _state.Locked(() =>
    {
        _state.ResumeHostIsRetired = false;
        _log.Write(_state.Now, FaultVerb.RestoreResumeHost);
    });

    /// <summary>
    /// Gives a bot another token, as the portal does: its sessions end, their connections are closed with 4003, and the
    /// old token gets 4004. The daily budget is full again.
    /// </summary>
    /// <param name="bot">The place of its token in the options.</param>
    /// <returns>The new token; <see cref="GatewayServer.Tokens"/> tells it too.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bot.</exception>
    public string ResetToken(int bot = 0) => _state.Locked(() =>
    {
        var application = Bot(bot);
        _log.Write(_state.Now, FaultVerb.ResetToken, bot);
        _state.Credentials.Reset(application, CloseCodes.NotAuthenticated, SessionEndCause.CredentialsRevoked, _state.Now);
        return application.Token!;
    });

    /// <summary>Takes a bot's token away: its sessions end with 4003, and every Identify gets 4004.</summary>
    /// <param name="bot">The place of its token in the options.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bot.</exception>
    public void RevokeToken(int bot = 0) => _state.Locked(() =>
    {
        var application = Bot(bot);
        _log.Write(_state.Now, FaultVerb.RevokeToken, bot);
        _state.Credentials.Revoke(application, _state.Now);
    });

    /// <summary>
    /// Changes which privileged intents the portal grants. Living sessions with one that is no longer granted are closed
    /// with 4003; a later Identify with it gets 4014.
    /// </summary>
    /// <param name="intents">The bits that are granted from now on: any of 2, 256 and 32768.</param>
    /// <param name="bot">The place of its token in the options.</param>
    /// <returns>How many sessions ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bot, or a bit is not privileged.</exception>
    public int GrantIntents(long intents, int bot = 0)
    {
        if ((intents & ~Intents.Privileged) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(intents), intents, "Any of the bits 2, 256 and 32768.");
        }

        return _state.Locked(() =>
        {
            var application = Bot(bot);
            _log.Write(_state.Now, FaultVerb.GrantIntents, (int)intents);
            return _state.Credentials.Grant(application, intents, _state.Now);
        });
    }

    /// <summary>How many bots there are is known to the server only, not to the order.</summary>
    private void RequireBot(FaultOrder order)
    {
        var count = _state.Options.Tokens.Count;
        if (FaultCatalog.Of(order.Verb).Find("bot") is not null && order.Int("bot") >= count)
        {
            throw new FaultOrderException("parameters.bot", order.Int("bot"), $"0 to {count - 1}");
        }
    }

    private Server.Application Bot(int bot) => bot >= 0 && bot < _state.Applications.Count
        ? _state.Applications[bot]
        : throw new ArgumentOutOfRangeException(nameof(bot), bot, $"0 to {_state.Applications.Count - 1}.");
}
