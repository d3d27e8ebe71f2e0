namespace Samples.Tests;

[TestFixture]
public sealed class ReadmeTests
{
    [Test]
    public void The_example_of_the_readme_is_the_program_that_is_tested()
    {
        const string marker = "<!-- sample: samples/TenLines/Program.cs -->\n```csharp\n";
        var readme = File.ReadAllText(RepositoryFiles.PathOf("README.md")).ReplaceLineEndings("\n");
        var program = File.ReadAllText(RepositoryFiles.PathOf("samples", "TenLines", "Program.cs")).ReplaceLineEndings("\n");

        var start = readme.IndexOf(marker, StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0), "The marker and the start of a C# block are missing.");
        start += marker.Length;
        var end = readme.IndexOf("```\n", start, StringComparison.Ordinal);

        Assert.That(readme[start..end], Is.EqualTo(program));
    }

    [Test]
    public void Ten_lines_are_about_ten_lines()
    {
        var lines = File.ReadAllLines(RepositoryFiles.PathOf("samples", "TenLines", "Program.cs"));

        Assert.That(lines.Count(l => l.Trim().Length > 1), Is.LessThanOrEqualTo(10), "lines that are more than a brace");
    }
}
