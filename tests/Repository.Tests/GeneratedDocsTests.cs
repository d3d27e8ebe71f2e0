namespace Repository.Tests;

/// <summary>
/// Diagrams and tables in the documents are the tables in the code. <c>UPDATE_DOCS=1</c> writes them, between
/// <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>.
/// </summary>
[TestFixture]
internal sealed class GeneratedDocsTests
{
    [TestCase("README.md", "states")]
    [TestCase("README.md", "close-codes")]
    [TestCase("docs/architecture.md", "opcodes")]
    [TestCase("docs/architecture.md", "transitions")]
    [TestCase("docs/metrics.md", "metrics")]
    public void Generated_part_is_up_to_date(string file, string name)
    {
        var text = Repository.Read(file);
        var opening = $"<!-- generated: {name} -->\n";
        var start = text.IndexOf(opening, StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0), $"{file} has no part {name}");
        start += opening.Length;
        var end = text.IndexOf("<!-- end -->", start, StringComparison.Ordinal);
        Assert.That(end, Is.GreaterThanOrEqualTo(start), $"the part {name} of {file} has no end");

        var expected = GeneratedDocs.Parts[name]();
        if (Repository.Updates)
        {
            File.WriteAllText(Repository.PathOf(file), text[..start] + expected + text[end..]);
            return;
        }

        Assert.That(text[start..end], Is.EqualTo(expected), "UPDATE_DOCS=1 ./test.sh writes it");
    }
}
