using System.Text;
using StressBot.Clients;

namespace StressBot.Tests.Clients;

public class ShardProbeTests
{
    [TestCase("""{"op":2,"d":{"token":"t","shard":[7,16]}}""", 7)]
    [TestCase("""{"op":2,"d":{"token":"t"}}""", 0)]
    [TestCase("""{"op":6,"d":{"token":"t","session_id":"known","seq":5}}""", 3)]
    [TestCase("""{"op":6,"d":{"token":"t","session_id":"unknown","seq":5}}""", null)]
    [TestCase("""{"op":1,"d":null}""", null)]
    public void Identify_and_Resume_tell_the_shard(string payload, int? shard) => Assert.That(
        ShardProbe.Find(Encoding.UTF8.GetBytes(payload), session => session == "known" ? 3 : null), Is.EqualTo(shard));
}
