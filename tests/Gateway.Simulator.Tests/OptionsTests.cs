using Gateway.Simulator.Hosting;

namespace Gateway.Simulator.Tests;

[TestFixture]
public sealed class OptionsTests
{
    [Test]
    public void The_defaults_are_valid()
    {
        Assert.That(() => new GatewayServerOptions().Validate(), Throws.Nothing);
        Assert.That(() => new SimulatorHostOptions().Validate(), Throws.Nothing);
    }

    [Test]
    public void All_faults_of_an_options_object_are_named_at_once_with_value_and_range()
    {
        var options = new GatewayServerOptions { MaxConcurrency = 0, HeartbeatCloseCode = 99, IdentifyTotal = 5, IdentifyRemaining = 6 };

        Assert.That(options.Validate, Throws.ArgumentException
            .With.Message.Contains("GatewayServerOptions.MaxConcurrency is 0, allowed: 1 to 1024.")
            .And.Message.Contains("GatewayServerOptions.HeartbeatCloseCode is 99, allowed: 1000 to 4999.")
            .And.Message.Contains("GatewayServerOptions.IdentifyRemaining is 6, allowed: 0 to 5."));
    }

    private static IEnumerable<GatewayServerOptions> Bad()
    {
        yield return new GatewayServerOptions { Tokens = [] };
        yield return new GatewayServerOptions { Tokens = [""] };
        yield return new GatewayServerOptions { PrivilegedIntents = 1 };
        yield return new GatewayServerOptions { HeartbeatInterval = TimeSpan.Zero };
        yield return new GatewayServerOptions { HeartbeatGrace = double.NaN };
        yield return new GatewayServerOptions { EventsPerSecond = double.NaN };
        yield return new GatewayServerOptions { EventsPerSecond = -1 };
        yield return new GatewayServerOptions { ReplayCapacity = 0 };
        yield return new GatewayServerOptions { GatewayUrl = new Uri("relative", UriKind.Relative) };
        yield return new GatewayServerOptions { FaultPlan = null! };
    }

    [TestCaseSource(nameof(Bad))]
    public void A_value_out_of_range_is_refused_by_the_server(GatewayServerOptions options)
        => Assert.That(() => new GatewayServer(options, TimeProvider.System), Throws.ArgumentException);

    [Test]
    public void A_bad_token_is_not_repeated_in_the_message()
    {
        var options = new GatewayServerOptions { Tokens = ["a-secret", ""] };

        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Not.Contains("a-secret"));
    }
}
