using System.Reflection;

namespace Repository.Tests;

/// <summary>
/// The public surface stands in a text file beside each project: a change of it is seen in the diff, and goes into the
/// change log. <c>UPDATE_DOCS=1</c> writes the files.
/// </summary>
[TestFixture]
internal sealed class PublicApiTests
{
    [TestCase("Gateway.Core")]
    [TestCase("Gateway.Shard.WebsocketClient")]
    [TestCase("Gateway.Simulator")]
    public void Public_surface_is_the_one_that_is_written_down(string project)
    {
        var actual = PublicApi.Describe(Assembly.Load(project));
        var path = Repository.PathOf("src", project, "PublicAPI.txt");
        if (Repository.Updates)
        {
            File.WriteAllText(path, actual);
        }

        var written = File.Exists(path) ? Repository.Read("src", project, "PublicAPI.txt") : "";
        var added = actual.Split('\n').Except(written.Split('\n'));
        var gone = written.Split('\n').Except(actual.Split('\n'));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(added, Is.Empty, "new in the assembly; UPDATE_DOCS=1 ./test.sh writes the file");
            Assert.That(gone, Is.Empty, "no longer in the assembly");
        }
    }
}
