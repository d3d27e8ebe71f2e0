namespace Repository.Tests;

/// <summary>Rules of the house that a compiler does not check.</summary>
[TestFixture]
internal sealed class HouseRulesTests
{
    private const int MaxLines = 300;

    [Test]
    public void Source_files_are_short_or_say_why_not()
    {
        var long_ = Repository.SourceFiles("src").Concat(Repository.SourceFiles("cmd"))
            .Where(f => File.ReadLines(f).Count() > MaxLines)
            .Where(f => !File.ReadLines(f).Take(5).Any(l => l.StartsWith("// Long because", StringComparison.Ordinal)))
            .Select(f => Path.GetRelativePath(Repository.Root, f));

        Assert.That(long_, Is.Empty);
    }

    [Test]
    public void Every_package_has_its_reason()
    {
        var packages = System.Text.RegularExpressions.Regex.Matches(
            Repository.Read("Directory.Packages.props"), "PackageVersion Include=\"([^\"]+)\"").Select(m => m.Groups[1].Value);
        var reasons = Repository.Read("docs", "dependencies.md");

        Assert.That(packages.Where(p => !reasons.Contains($"`{p}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Links_in_the_documents_lead_somewhere()
    {
        var dead = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md")))
        {
            foreach (System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(
                File.ReadAllText(file), @"\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)"))
            {
                var target = Path.GetFullPath(link.Groups[1].Value, Path.GetDirectoryName(file)!);
                if (!Path.Exists(target))
                {
                    dead.Add($"{Path.GetFileName(file)}: {link.Groups[1].Value}");
                }
            }
        }

        Assert.That(dead, Is.Empty);
    }

    [Test]
    public void Tests_that_the_documents_name_are_there()
    {
        var tests = string.Concat(Repository.SourceFiles("tests").Select(File.ReadAllText));
        var gone = Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").SelectMany(file =>
            System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "`([A-Z][a-z0-9]*(?:_[A-Za-z0-9]+){2,})`")
                .Select(m => m.Groups[1].Value)
                .Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal))
                .Select(name => $"{Path.GetFileName(file)}: {name}"));

        Assert.That(gone, Is.Empty);
    }

    [Test]
    public void Ignored_tests_say_why()
    {
        var silent = Repository.SourceFiles("tests").Where(f => File.ReadLines(f).Any(
            l => l.TrimStart().StartsWith("[Ignore]", StringComparison.Ordinal)
                || l.TrimStart().StartsWith("[Explicit]", StringComparison.Ordinal)));

        Assert.That(silent, Is.Empty);
    }
}
