using Gateway.Core.Commands;
using Gateway.Core.Machine;
using Gateway.Core.Protocol;
using Gateway.Core.Tests.Support;
using Gateway.Core.Transport;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Diagnostics;

/// <summary>The token is in no log at any level, no exception, no ToString.</summary>
[Property("Fault", "F-25")]
internal sealed class TokenSecrecyTests
{
    private const string Token = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs";

    [Test]
    public void Nothing_that_is_logged_thrown_observed_or_shown_holds_the_token()
    {
        var asked = 0;
        using var world = new ShardWorld(
            s => s with { Tokens = [Token], EventsPerSecond = 5 },
            o => o with
            {
                Token = BotToken.FromSource(_ => asked++ == 1
                    ? throw new InvalidOperationException("The vault is closed.") : new ValueTask<string>("Bot " + Token)),
            });
        var shown = new List<string>();
        world.OnDispatch = (d, _) =>
        {
            shown.Add(d.ToString());
            return d.Name == "TYPING_START" ? throw new InvalidOperationException("A bug of the bot.") : default;
        };
        world.Transport.Refusals.Enqueue(() => new TransportConnectException(DialPhase.Tls, "No."));
        world.Start();
        Storm(world, shown);
        world.Server.Faults.Close(Target.All, 4004);
        var error = world.ErrorOf(world.Running!)!;

        shown.AddRange(world.Logs.Lines.Select(l => $"{l.Text} {l.Error}"));
        shown.AddRange(world.Transitions.Select(t => $"{t} {t.Ending} {t.Ending?.Error}"));
        shown.AddRange(world.Frames.Sent);
        shown.AddRange(world.Frames.Received);
        shown.Add(error.ToString());
        shown.Add(world.Options.ToString());
        shown.Add(world.Shard.ToString()!);
        Assert.That(world.Frames.Sent.Count(f => f.Contains("***", StringComparison.Ordinal)), Is.GreaterThan(3));
        Assert.That(shown, Has.Count.GreaterThan(500));
        Assert.That(shown.Where(s => s.Contains(Token, StringComparison.Ordinal) || s.Contains("ZnCjm1", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_options_of_the_machine_and_what_it_wants_done_show_no_token()
    {
        var h = new List<string>();
        var machine = new ShardMachine(new ShardMachineOptions
        {
            Identify = new IdentifySettings { Shard = default, Intents = GatewayIntents.None, Properties = IdentifyProperties.Default },
            Random = () => 0.5,
        });
        machine.Start(TimeSpan.Zero);
        machine.OnOpened(1, TimeSpan.Zero);
        machine.OnPayload(1, """{"op":10,"d":{"heartbeat_interval":41250}}"""u8, TimeSpan.Zero, out _);
        machine.OnIdentifyPermit(1, TimeSpan.Zero);
        machine.OnToken(1, Token, TimeSpan.Zero);
        while (machine.TryTakeAction(out var action))
        {
            h.Add(action!.ToString());
        }

        h.Add(machine.Options.ToString());
        Assert.That(h, Has.Some.Contains("Identify"));
        Assert.That(string.Join('\n', h), Does.Not.Contain(Token));
    }

    [TestCase("")]
    [TestCase("Bot ")]
    [TestCase(Token + "\n" + Token)]
    public void A_token_that_cannot_be_one_is_refused_without_being_quoted(string token) =>
        Assert.That(
            () => BotToken.FromString(token), Throws.ArgumentException.With.Message.Not.Contains(Token));

    private static void Storm(ShardWorld world, List<string> shown)
    {
        var faults = world.Server.Faults;
        Action[] steps =
        [
            () => faults.Reset(Target.All), () => faults.InvalidateSession(Target.All, false), () => faults.SendMalformed(Target.All),
            () => faults.Close(Target.All, 4002), () => faults.SendReconnect(Target.All), () => faults.HalfOpen(Target.All),
            () => faults.SendRaw(Target.All, """{"op":9,"d":false}"""u8.ToArray()),
        ];
        foreach (var step in steps)
        {
            world.UntilReady();
            world.Pass(1);
            step();
            _ = world.Shard.SendAsync(new UpdatePresence());
            world.Pass(100);
            shown.Add(world.Shard.Status.ToString());
            shown.Add($"{world.Shard.Session} {world.Shard.Session?.ToJson()}");
        }

        world.UntilReady();
    }
}
