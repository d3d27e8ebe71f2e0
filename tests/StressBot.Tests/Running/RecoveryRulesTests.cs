using StressBot.Options;
using StressBot.Running;

namespace StressBot.Tests.Running;

public class RecoveryRulesTests
{
    private static readonly RecoveryFigures Good = new() { After = Interlude.Storm, Shards = 8, Resumed = 8, Identified = 0, IdentifiesSpent = 0 };

    [Test]
    public void All_resumed_and_nothing_spent_is_good() =>
        Assert.That(RecoveryRules.Violations(Good, FaultLevel.None), Is.Empty);

    [Test]
    public void An_identify_is_a_violation_unless_other_faults_may_have_asked_for_it()
    {
        var spent = Good with { Resumed = 7, Identified = 1, IdentifiesSpent = 1 };

        Assert.Multiple(() =>
        {
            Assert.That(RecoveryRules.Violations(spent, FaultLevel.None), Has.One.EqualTo("The storm cost 1 identifies."));
            Assert.That(RecoveryRules.Violations(spent, FaultLevel.Default), Is.Empty);
        });
    }

    [Test]
    public void Shards_that_did_not_come_back_are_a_violation() => Assert.That(
        RecoveryRules.Violations(Good with { Resumed = 5 }, FaultLevel.Default),
        Has.One.EqualTo("3 of 8 shards had not come back a minute after the storm."));
}
