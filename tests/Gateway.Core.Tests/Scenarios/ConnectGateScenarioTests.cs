using Gateway.Core.Limits;
using Gateway.Core.Machine;
using Gateway.Core.Tests.Support;
using Gateway.Simulator;

namespace Gateway.Core.Tests.Scenarios;

/// <summary>A shard with a gate that the test opens.</summary>
internal sealed class ConnectGateScenarioTests
{
    [Test]
    public void The_shard_waits_for_the_gate_and_says_so()
    {
        var gate = new ScriptedGate();
        using var world = new ShardWorld(shard: o => o with { ConnectGate = gate });
        world.Run();
        world.Pass(3600);
        Assert.That(world.Transport.Dials, Is.Zero);
        Assert.That(world.Shard.Status.AwaitsConnectSince, Is.Not.Null);

        gate.Give();
        world.UntilReady();
        Assert.That(world.Shard.Status.AwaitsConnectSince, Is.Null);
        Assert.That(gate.Notes, Is.EqualTo(new[] { "identify", "greeted", "ready", "disposed" }));
    }

    [Test]
    public void The_grant_hears_what_becomes_of_the_connection()
    {
        var gate = new ScriptedGate { IsOpen = true };
        using var world = new ShardWorld(shard: o => o with { ConnectGate = gate }).Start();
        gate.Notes.Clear();
        world.Transport.Refusals.Enqueue(static () => new IOException("refused"));
        world.Server.Faults.Reset(Target.All);
        world.Pass(0);
        world.Pass(5);
        world.UntilReady();
        Assert.That(
            gate.Notes, Is.EqualTo(new[] { "resume after ConnectionLost", "failed", "disposed", "resume after DialFailed", "greeted", "ready", "disposed" }));
        world.AssertHealthy();
    }

    [Test]
    public void A_stop_at_the_gate_ends_the_run_and_costs_nothing()
    {
        var gate = new ScriptedGate();
        using var world = new ShardWorld(shard: o => o with { ConnectGate = gate });
        world.Run();
        world.Pass(1);
        _ = world.Shard.StopAsync();
        world.World.Await(world.Running!);
        Assert.That(gate.Waiting, Is.Zero);

        gate.Give();
        Assert.That(world.Transport.Dials, Is.Zero);
    }

    [Test]
    public void A_gate_that_throws_is_asked_again()
    {
        var gate = new ScriptedGate { IsOpen = true, Failures = 3 };
        using var world = new ShardWorld(shard: o => o with { ConnectGate = gate });
        world.Run();
        world.UntilReady();
        Assert.That(world.Transitions.Count(t => t.Cause == TransitionCause.DialFailed), Is.EqualTo(3));
    }

    [Test]
    public void A_session_that_expires_at_the_gate_is_given_up()
    {
        var gate = new ScriptedGate { IsOpen = true };
        using var world = new ShardWorld(shard: o => o with { ConnectGate = gate }).Start();
        gate.IsOpen = false;
        world.Server.Faults.Reset(Target.All);
        world.Pass(11 * 60);
        Assert.That(world.Transitions[^1].Cause, Is.EqualTo(TransitionCause.SessionExpired));
        world.Pass(60);
        gate.Give();
        world.UntilReady();
        Assert.That(world.Counters.ResumesSent, Is.Zero);
        Assert.That(world.Counters.IdentifiesSent, Is.EqualTo(2));
    }

    private sealed class ScriptedGate : IConnectGate
    {
        private readonly List<TaskCompletionSource<ConnectGrant>> _waiting = [];

        public bool IsOpen { get; set; }

        public int Failures { get; set; }

        public List<string> Notes { get; } = [];

        public int Waiting => _waiting.Count(w => !w.Task.IsCompleted);

        public ValueTask<ConnectGrant> AcquireAsync(ConnectRequest request, CancellationToken cancellationToken)
        {
            if (Failures-- > 0)
            {
                throw new InvalidOperationException("the gate is broken");
            }

            Notes.Add((request.WillResume ? "resume" : "identify") + (request.After is { } after ? $" after {after.Cause}" : ""));
            if (IsOpen)
            {
                return new ValueTask<ConnectGrant>(new Grant(this));
            }

            var waiter = new TaskCompletionSource<ConnectGrant>();
            _waiting.Add(waiter);
            cancellationToken.UnsafeRegister(
                static (s, t) => ((TaskCompletionSource<ConnectGrant>)s!).TrySetCanceled(t), waiter);
            return new ValueTask<ConnectGrant>(waiter.Task);
        }

        public void Give()
        {
            foreach (var waiter in _waiting.ToArray())
            {
                waiter.TrySetResult(new Grant(this));
            }
        }

        private sealed class Grant(ScriptedGate owner) : ConnectGrant
        {
            public override void Greeted() => owner.Notes.Add("greeted");

            public override void Settled(bool ready) => owner.Notes.Add(ready ? "ready" : "failed");

            protected override void Dispose(bool disposing) => owner.Notes.Add("disposed");
        }
    }
}
