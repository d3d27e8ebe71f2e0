using Gateway.Core.Machine;

namespace Gateway.Core.Tests.Machine;

/// <summary>The transition table says what can happen: nothing else is possible, and all of it does happen.</summary>
internal sealed class TransitionTests
{
    private const int Seeds = 200;
    private const int InputsPerRun = 2000;

    [Test]
    public void Every_triple_that_the_table_lacks_is_refused_and_changes_nothing()
    {
        var refused = 0;
        foreach (var from in Enum.GetValues<ShardStateKind>())
        {
            var h = MachineHarness.In(from);
            foreach (var cause in Enum.GetValues<TransitionCause>())
            {
                foreach (var to in Enum.GetValues<ShardStateKind>().Where(to => !TransitionTable.Allows(from, cause, to)))
                {
                    var deadline = h.Machine.NextDeadline;
                    Assert.That(
                        () => h.Do(m => m.MoveTo(StateOf(m, to), cause, null, h.Now)),
                        Throws.InvalidOperationException.With.Message.Contains($"{from} to {to} because of {cause}"));
                    Assert.That(h.State, Is.EqualTo(from));
                    Assert.That(h.Machine.NextDeadline, Is.EqualTo(deadline));
                    refused++;
                }
            }

            h.NothingMore();
        }

        var all = Enum.GetValues<ShardStateKind>().Length * Enum.GetValues<ShardStateKind>().Length
            * Enum.GetValues<TransitionCause>().Length;
        Assert.That(refused, Is.EqualTo(all - TransitionTable.Rows.Count));
    }

    [Test]
    public void No_row_stands_twice_and_none_leads_out_of_Closed()
    {
        Assert.That(TransitionTable.Rows, Is.Unique);
        Assert.That(TransitionTable.Rows.Select(r => r.From), Has.None.EqualTo(ShardStateKind.Closed));
    }

    [Test]
    public void Random_inputs_keep_the_invariants_and_reach_every_row()
    {
        var reached = new HashSet<TransitionRow>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var runs = 0;
            for (var left = InputsPerRun; left > 0; runs++)
            {
                // A run that came to its end is followed by another one, so that every seed plays its inputs.
                var run = new RandomRun((seed * 1000) + runs, reached);
                try
                {
                    run.Play(left);
                }
                catch (Exception e)
                {
                    Assert.Fail(
                        $"new RandomRun({(seed * 1000) + runs}, []).Play({left}): {e}\n{string.Join('\n', run.Inputs.TakeLast(40))}");
                }

                left -= run.Steps + 1;
            }
        }

        TestContext.Out.WriteLine($"seeds 0 to {Seeds - 1}, {reached.Count} of {TransitionTable.Rows.Count} rows reached");
        Assert.That(TransitionTable.Rows.Except(reached), Is.Empty, "rows that nothing reaches");
    }

    [Test]
    public void The_same_seed_gives_the_same_run()
    {
        var first = new RandomRun(7001, []);
        var second = new RandomRun(7001, []);
        first.Play(InputsPerRun);
        second.Play(InputsPerRun);
        Assert.That(second.Inputs.Count, Is.EqualTo(first.Inputs.Count));
        Assert.That(second.Inputs.Where(i => i[0] != ' '), Is.EqualTo(first.Inputs.Where(i => i[0] != ' ')));
    }

    private static ShardState StateOf(ShardMachine m, ShardStateKind kind) => kind switch
    {
        ShardStateKind.Connecting => new ConnectingState(m, null, default, null, TimeSpan.Zero),
        ShardStateKind.Identifying => new IdentifyingState(m),
        ShardStateKind.Resuming => new ResumingState(m),
        ShardStateKind.Ready => new ReadyState(m),
        _ => new ClosedState(m, new ShardEnd(ShardEndKind.Stopped, new Ending(TransitionCause.StopRequested)), null),
    };
}
