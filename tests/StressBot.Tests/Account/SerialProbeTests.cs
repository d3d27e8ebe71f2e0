using System.Text;
using StressBot.Account;

namespace StressBot.Tests.Account;

public class SerialProbeTests
{
    [TestCase("{\"sim_serial\":42,\"id\":\"1\"}", 42)]
    [TestCase("{\"sim_serial\":9007199254740993}", 9007199254740993)]
    [TestCase("{\"id\":\"1\"}", 0)]
    [TestCase("[]", 0)]
    [TestCase("", 0)]
    public void The_serial_is_found_without_decoding(string body, long serial) =>
        Assert.That(SerialProbe.Find(Encoding.UTF8.GetBytes(body)), Is.EqualTo(serial));

    [Test]
    public void Finding_it_and_writing_it_down_allocates_nothing()
    {
        var ledger = new ShardLedger(0);
        ledger.Record("session", 1, 1);
        var body = "{\"sim_serial\":42,\"id\":\"1\"}"u8.ToArray();
        ledger.Record(null, 2, SerialProbe.Find(body));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var s = 3; s < 10_000; s++)
        {
            ledger.Record(null, s, SerialProbe.Find(body));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
