namespace Gateway.Core.Tests;

[TestFixture]
public sealed class ShardIdTests
{
    [TestCase(41771983423143937UL, 2, 0)]
    [TestCase(41771983423143937UL, 3, 0)]
    [TestCase(41771983423143937UL, 16, 6)]
    [TestCase(613425648685547541UL, 2, 0)]
    [TestCase(613425648685547541UL, 3, 2)]
    [TestCase(613425648685547541UL, 16, 8)]
    [TestCase(81384788765712384UL, 2, 0)]
    [TestCase(81384788765712384UL, 3, 1)]
    [TestCase(81384788765712384UL, 16, 2)]
    [TestCase(ulong.MaxValue, 1000, 103)]
    [TestCase(0UL, 1, 0)]
    public void Guild_belongs_to_the_shard_of_Discords_formula(ulong guildId, int count, int index) =>
        Assert.That(ShardId.FromGuild(guildId, count), Is.EqualTo(new ShardId(index, count)));

    [TestCase(2, 2)]
    [TestCase(-1, 2)]
    [TestCase(0, 0)]
    [TestCase(0, -1)]
    [TestCase(int.MaxValue, int.MaxValue)]
    public void Shard_outside_its_count_is_refused(int index, int count) =>
        Assert.That(() => new ShardId(index, count), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Guild_without_shards_is_refused() =>
        Assert.That(() => ShardId.FromGuild(1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Default_is_the_only_shard()
    {
        Assert.That(default(ShardId), Is.EqualTo(new ShardId(0, 1)));
        Assert.That(ShardId.Unsharded.Count, Is.EqualTo(1));
        Assert.That(new ShardId(3, 16).ToString(), Is.EqualTo("3/16"));
    }
}
