namespace Samples.Tests;

[TestFixture]
public sealed class ReadmeTests
{
    [TestCase("README.md", "TenLines")]
    [TestCase("docs/fleets.md", "ManyShards")]
    public void The_example_of_a_document_is_the_program_that_is_tested(string document, string sample)
    {
        var marker = $"<!-- sample: samples/{sample}/Program.cs -->\n```csharp\n";
        var text = File.ReadAllText(RepositoryFiles.PathOf(document.Split('/'))).ReplaceLineEndings("\n");
        var program = File.ReadAllText(RepositoryFiles.PathOf("samples", sample, "Program.cs")).ReplaceLineEndings("\n");

        var start = text.IndexOf(marker, StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0), "The marker and the start of a C# block are missing.");
        start += marker.Length;
        var end = text.IndexOf("```\n", start, StringComparison.Ordinal);

        Assert.That(text[start..end], Is.EqualTo(program));
    }

    [Test]
    public void Ten_lines_are_about_ten_lines()
    {
        var lines = File.ReadAllLines(RepositoryFiles.PathOf("samples", "TenLines", "Program.cs"));

        Assert.That(lines.Count(l => l.Trim().Length > 1), Is.LessThanOrEqualTo(10), "lines that are more than a brace");
    }
}
