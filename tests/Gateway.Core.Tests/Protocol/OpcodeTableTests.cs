using Gateway.Core.Machine;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

internal sealed class OpcodeTableTests
{
    [Test]
    public void There_is_one_row_for_each_opcode() =>
        Assert.That(OpcodeTable.Rows.Select(r => r.Opcode), Is.EqualTo(Enum.GetValues<GatewayOpcode>()));

    [Test]
    public void What_a_client_sends_has_a_class_and_nothing_else_has() => Assert.That(
        OpcodeTable.Rows.Where(r => r.Direction.HasFlag(OpcodeDirection.Sent) != (r.Class != SendClass.None)), Is.Empty);

    [Test]
    public void What_only_a_client_sends_is_skipped_in_every_state() => Assert.That(
        OpcodeTable.Rows.Where(r => r.Direction == OpcodeDirection.Sent)
            .Where(r => r.Connecting != FrameRule.Skip || r.Connected != FrameRule.Skip),
        Is.Empty);

    [Test]
    public void Opcodes_that_nobody_has_documented_are_ignored(
        [Values(-1, 5, 12, 30, 42, 44, int.MaxValue, int.MinValue)] int opcode, [Values] ShardStateKind state)
    {
        Assert.That(OpcodeTable.Find(opcode), Is.Null);
        Assert.That(OpcodeTable.RuleFor(state, opcode), Is.EqualTo(FrameRule.Ignore));
    }
}
