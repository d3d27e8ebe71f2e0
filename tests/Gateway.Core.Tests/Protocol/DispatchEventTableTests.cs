using System.Text;
using Gateway.Core.Protocol;

namespace Gateway.Core.Tests.Protocol;

[TestFixture]
public sealed class DispatchEventTableTests
{
    private static readonly IntentsDocument Document = IntentsDocument.Read();

    [Test]
    public void Intents_are_those_of_the_document()
    {
        var single = Enum.GetValues<GatewayIntents>().Where(intent => int.PopCount((int)intent) == 1);
        Assert.That(Document.Rows, Has.Count.EqualTo(21));
        Assert.That(single, Is.EquivalentTo(Document.Rows.Select(row => row.Flag)));
        foreach (var row in Document.Rows)
        {
            Assert.That(row.Value, Is.EqualTo(1L << row.Bit), row.Intent);
            Assert.That((long)row.Flag, Is.EqualTo(row.Value), row.Intent);
            Assert.That(GatewayIntents.Privileged.HasFlag(row.Flag), Is.EqualTo(row.Privileged), row.Intent);
            Assert.That(GatewayIntents.AllUnprivileged.HasFlag(row.Flag), Is.EqualTo(!row.Privileged), row.Intent);
        }
    }

    [Test]
    public void Masks_are_Discords()
    {
        Assert.That((int)GatewayIntents.All, Is.EqualTo(53608447));
        Assert.That((int)GatewayIntents.AllUnprivileged, Is.EqualTo(53575421));
        Assert.That((int)GatewayIntents.Privileged, Is.EqualTo(33026));
    }

    [Test]
    public void Events_are_those_of_the_document()
    {
        Assert.That(Document.AlwaysSent, Has.Count.EqualTo(16).And.Unique);
        var documented = Document.Rows.SelectMany(row => row.Events).Concat(Document.AlwaysSent).Distinct().ToList();
        Assert.That(documented, Has.Count.EqualTo(79));
        Assert.That(DispatchEventTable.All.Select(info => info.Name), Is.Unique.And.EquivalentTo(documented));
    }

    [Test]
    public void Events_come_with_the_intents_of_the_document()
    {
        foreach (var info in DispatchEventTable.All)
        {
            var rows = Document.Rows.Where(row => row.Events.Contains(info.Name)).ToList();
            Assert.That(info.GuildIntents, Is.EqualTo(Flags(rows.Where(row => !row.DirectMessages))), info.Name);
            Assert.That(info.DirectMessageIntents, Is.EqualTo(Flags(rows.Where(row => row.DirectMessages))), info.Name);
            Assert.That(info.AlwaysSent, Is.EqualTo(Document.AlwaysSent.Contains(info.Name)), info.Name);
            Assert.That(info.AlwaysSent, Is.EqualTo(rows.Count == 0), $"{info.Name} is either governed or always sent.");
        }
    }

    [Test]
    public void Names_are_constants_too()
    {
        var constants = typeof(DispatchEventNames).GetFields().Select(field => (field.Name, Value: (string)field.GetRawConstantValue()!)).ToList();
        Assert.That(constants.Select(constant => constant.Value), Is.EquivalentTo(DispatchEventTable.All.Select(info => info.Name)));
        foreach (var (name, value) in constants)
        {
            Assert.That(value.Replace("_", "", StringComparison.Ordinal), Is.EqualTo(name).IgnoreCase);
        }
    }

    [Test]
    public void Index_is_the_position()
    {
        for (var i = 0; i < DispatchEventTable.All.Count; i++)
        {
            Assert.That(DispatchEventTable.All[i].Index, Is.EqualTo(i));
        }
    }

    [Test]
    public void Every_name_is_found_by_bytes_and_by_text()
    {
        foreach (var info in DispatchEventTable.All)
        {
            Assert.That(DispatchEventTable.TryFind(Encoding.UTF8.GetBytes(info.Name), out var byBytes) && byBytes == info, info.Name);
            Assert.That(DispatchEventTable.TryFind(info.Name, out var byText) && byText == info, info.Name);
        }
    }

    [TestCase("")]
    [TestCase("R")]
    [TestCase("message_create")]
    [TestCase("MESSAGE_CREAT")]
    [TestCase("MESSAGE_CREATE ")]
    [TestCase("MESSAGE-CREATE")]
    [TestCase("MESSAGE_CREATÉ")]
    [TestCase("GUILD_JOIN_REQUEST_UPDATE")]
    [TestCase("A_NAME_THAT_IS_LONGER_THAN_EVERY_OTHER_NAME_AND_THAN_THE_BUFFER_TOO_WHICH_IS_64")]
    public void What_is_no_name_is_not_found(string name)
    {
        Assert.That(DispatchEventTable.TryFind(Encoding.UTF8.GetBytes(name), out _), Is.False);
        Assert.That(DispatchEventTable.TryFind(name, out var info), Is.False);
        Assert.That(info, Is.Null);
    }

    [Test]
    public void Null_is_not_found() => Assert.That(DispatchEventTable.TryFind((string?)null, out _), Is.False);

    [Test]
    public void Changed_names_are_not_found()
    {
        // Every event, with every byte changed once: the comparison has to confirm what the hash says.
        foreach (var info in DispatchEventTable.All)
        {
            for (var i = 0; i < info.Name.Length; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(info.Name);
                bytes[i] ^= 0x20;
                Assert.That(DispatchEventTable.TryFind(bytes, out _), Is.False);
            }
        }
    }

    [Test]
    public void Look_up_allocates_nothing()
    {
        var found = DispatchEventTable.TryFind("MESSAGE_CREATE"u8, out _) && DispatchEventTable.TryFind("MESSAGE_CREATE", out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            found &= DispatchEventTable.TryFind("GUILD_SCHEDULED_EVENT_USER_REMOVE"u8, out _);
            found &= DispatchEventTable.TryFind("READY", out _);
            found &= !DispatchEventTable.TryFind("NOT_AN_EVENT"u8, out _);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(found);
    }

    private static GatewayIntents Flags(IEnumerable<IntentsDocument.Row> rows) =>
        rows.Aggregate(GatewayIntents.None, (flags, row) => flags | row.Flag);
}
