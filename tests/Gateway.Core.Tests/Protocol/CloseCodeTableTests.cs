using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

internal sealed class CloseCodeTableTests
{
    private static readonly CloseCodeTable Table = CloseCodeTable.Default;

    [TestCase(CloseDisposition.Resume, null, 0, 1005, 1006, 1011, 3000, 4000, 4002, 4006, 4008, 4999, 100_000)]
    [TestCase(CloseDisposition.ResumeOnce, 1000, 1001)]
    [TestCase(CloseDisposition.Reidentify, 4001, 4003, 4005, 4007, 4009)]
    [TestCase(CloseDisposition.Fatal, 4004, 4010, 4011, 4012, 4013, 4014)]
    public void The_default_table_says(CloseDisposition disposition, params object?[] codes) =>
        Assert.That(codes.Select(c => Table[(int?)c]), Is.All.EqualTo(disposition));

    [Test]
    public void With_changes_one_code_of_a_copy([Values] CloseDisposition disposition, [Values(1000, 4004, 4321)] int code)
    {
        var changed = Table.With(code, disposition);
        Assert.That(changed[code], Is.EqualTo(disposition));
        foreach (var row in Table.Rows.Where(r => r.Code != code))
        {
            Assert.That(changed[row.Code], Is.EqualTo(row.Disposition));
        }

        Assert.That(Table[4321], Is.EqualTo(CloseDisposition.Resume), "the default stays as it is");
        Assert.That(changed.Rows.Select(r => r.Code), Is.Ordered.And.Unique);
    }

    [TestCase(999)]
    [TestCase(5000)]
    public void With_refuses_what_is_no_close_code(int code) => Assert.That(
        () => Table.With(code, CloseDisposition.Fatal), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void With_refuses_an_undefined_disposition() => Assert.That(
        () => Table.With(4000, (CloseDisposition)9), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(1000, false)]
    [TestCase(1001, false)]
    [TestCase(4000, true)]
    [TestCase(3000, true)]
    public void A_session_survives_our_close_unless_it_is_1000_or_1001(int code, bool keeps) =>
        Assert.That(CloseCodeTable.KeepsSessionWhenSent(code), Is.EqualTo(keeps));

    [TestCase(4004, "Authentication failed")]
    [TestCase(null, "unknown")]
    [TestCase(4999, "unknown")]
    public void Codes_have_names(int? code, string name) => Assert.That(Table.NameOf(code), Is.EqualTo(name));
}
